#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/entry.hpp"

namespace rekey::ldap {

/// The same entry, or one below it. Names compare without the case of ASCII letters; what cannot be read as a DN is nowhere.
[[nodiscard]] bool is_within(const std::string& dn, const std::string& base);

/// What the server says of itself (RFC 4512 section 5.1): these attributes, and nothing when it says nothing.
[[nodiscard]] Result<directory::Entry> read_root_dse(Connection& connection, const std::vector<std::string>& attributes);

/// The naming context that holds a base, by `namingContexts`; empty: none does, or none is told.
[[nodiscard]] std::string naming_context(const directory::Entry& root_dse, const std::string& base);

/// Which domain controller counts the changes (MS-ADTS 3.1.1.1.9), by `dsServiceName`; a restored one is another. Empty: it is none, or does
/// not tell.
[[nodiscard]] Result<std::string> read_invocation(Connection& connection, const directory::Entry& root_dse);

}  // namespace rekey::ldap
