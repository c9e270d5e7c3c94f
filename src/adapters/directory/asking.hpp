#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/anchor.hpp"
#include "domain/directory/entry.hpp"
#include "domain/directory/filter.hpp"

namespace rekey::ldap {

/// Unreachable.
[[nodiscard]] std::unexpected<Error> as_error(const Lost& lost);
/// Refused, with the server's words for the operator; Unreachable when it has no time.
[[nodiscard]] std::unexpected<Error> as_error(const Reply& reply);
/// A reply that says yes. Unreachable: there was none, or the server has no time. Refused: no, with its words for the operator.
[[nodiscard]] Result<Reply> good(Answer<Reply> answer);

/// What Active Directory takes for a DN, wherever the entry is (MS-ADTS 3.1.1.3.1.2.4).
[[nodiscard]] std::string guid_name(const directory::Anchor& anchor);

/// Matches whatever is there (RFC 4511 section 4.5.1.7.5).
[[nodiscard]] const directory::Filter& anything();

/// The entry with this name, when it matches the filter. Nothing: there is none, or none that may be seen.
[[nodiscard]] Result<std::optional<directory::Entry>> look_up(Connection& connection, const std::string& name,
                                                              const std::vector<std::string>& attributes,
                                                              const directory::Filter& filter = anything());

}  // namespace rekey::ldap
