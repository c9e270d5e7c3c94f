#include "adapters/directory/reading.hpp"

#include <algorithm>
#include <array>

#include "adapters/directory/content_sync.hpp"
#include "adapters/directory/dir_sync.hpp"
#include "adapters/directory/newer.hpp"
#include "adapters/directory/walk.hpp"
#include "base/text.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using directory::ReadEnd;

Result<ReadEnd> read_pages(const Walk& walk) {
    const auto read = read_entries(walk);
    if (!read) return std::unexpected(read.error());
    return ReadEnd{};
}

/// Servers work these out from other entries: nothing is written to who joins or leaves a group, or a role of 389 DS.
bool asks_for_what_shows_no_change(const directory::Filter& filter) {
    constexpr std::array<std::string_view, 3> kWorkedOut{"memberof", "ismemberof", "nsrole"};
    const auto is_one = [&](const std::string& name) { return std::ranges::find(kWorkedOut, to_lower(name)) != kWorkedOut.end(); };
    return std::ranges::any_of(filter.attributes(), is_one);
}

}  // namespace

Result<ReadEnd> read(Connection& connection, const directory::Driver& driver, const directory::Selection& selection,
                     const directory::ReadFrom& from, const directory::Reader& reader) {
    const Walk walk{connection, driver, selection, from, reader};
    if (asks_for_what_shows_no_change(selection.filter)) return read_pages(walk);
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
