// Values of controls as a directory sends them: whatever they hold, what is read of them is bounded by them, and has the form that is promised.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "adapters/directory/controls.hpp"

namespace {

using namespace rekey::ldap;  // NOLINT: all of it is under test

Reply with(std::string_view oid, std::string_view value) { return {0, {}, {{std::string(oid), std::string(value), false}}}; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view value(reinterpret_cast<const char*>(data), size);
    if (const auto cookie = read_page(with(kPaged, value)); cookie && cookie->size() > size) std::abort();
    if (const auto answer = read_dir_sync(with(kDirSync, value)); answer && answer->cookie.size() > size) std::abort();
    if (const auto end = read_sync_done(with(kSyncDone, value)); end && end->cookie.size() > size) std::abort();
    if (const auto entry = read_sync_state(with(kSyncState, value).controls); entry && entry->uuid.size() != 16) std::abort();
    if (const auto info = read_sync_info(value)) {
        if (info->cookie.size() > size || info->uuids.size() * 16 > size) std::abort();
        if (!std::ranges::all_of(info->uuids, [](const std::string& uuid) { return uuid.size() == 16; })) std::abort();
    }
    static_cast<void>(read_password_policy(with(kPasswordPolicy, value)));
    // What is written is read again as it was.
    if (size < 4096 && read_page(with(kPaged, paged(1, value).value)) != value) std::abort();
    return 0;
}
