#include "adapters/directory/reading.hpp"

#include "adapters/directory/content_sync.hpp"
#include "adapters/directory/dir_sync.hpp"
#include "adapters/directory/newer.hpp"
#include "adapters/directory/walk.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using directory::ReadEnd;

Result<ReadEnd> read_pages(const Walk& walk) {
    const auto read = read_entries(walk);
    if (!read) return std::unexpected(read.error());
    return ReadEnd{};
}

}  // namespace

Result<ReadEnd> read(Connection& connection, const directory::Driver& driver, const directory::Selection& selection,
                     const directory::ReadFrom& from, const directory::Reader& reader) {
    const Walk walk{connection, driver, selection, from, reader};
    switch (from.delta) {
        case Delta::None: return read_pages(walk);
        case Delta::DirSync: return read_dir_sync(walk);
        case Delta::UsnChanged: return read_usn_changed(walk);
        case Delta::ContentSync: return read_content_sync(walk);
        case Delta::ModifyTimestamp: return read_modify_timestamp(walk);
    }
    return read_pages(walk);
}

}  // namespace rekey::ldap
