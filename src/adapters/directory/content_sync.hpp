#pragma once
#include "adapters/directory/walk.hpp"

namespace rekey::ldap {

/// What has changed since a cookie, by RFC 4533 (refreshOnly). With none, or one that the server does not know any more, everything. Changed
/// and moved entries are told as new ones. Anchors are the server's UUIDs: entryUUID, and nsUniqueId in 389 DS.
[[nodiscard]] Result<directory::ReadEnd> read_content_sync(const Walk& walk);

}  // namespace rekey::ldap
