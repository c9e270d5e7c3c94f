#pragma once
#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/reading.hpp"

namespace rekey::ldap {

/// `ports::Connector::read`: pages, or what has changed; always pages, and no cookie, with a filter by memberOf, whose changes no server tells. Entries have the selection's attributes and the anchor, each with all its values
/// under its plain name. Unreachable when the server does not answer, at whatever point; Refused with what it said. After either nobody
/// may be taken for gone, and the cookie of before is still good.
[[nodiscard]] Result<directory::ReadEnd> read(Connection& connection, const directory::Driver& driver,
                                              const directory::Selection& selection, const directory::ReadFrom& from,
                                              const directory::Reader& reader);

}  // namespace rekey::ldap
