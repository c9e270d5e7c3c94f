#pragma once
#include <optional>
#include <string>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/facts.hpp"

namespace rekey::ldap {

/// From the entry of an Active Directory domain (MS-SAMR 3.1.1.5; MS-ADA2 and MS-ADA1 for the attributes, whose intervals
/// are negative, in 100 ns). Nothing when it tells no policy.
[[nodiscard]] std::optional<directory::PasswordPolicy> domain_policy(const directory::Entry& domain);

/// From a pwdPolicy (draft-behera-ldap-password-policy-10 section 5.2, in seconds).
[[nodiscard]] directory::PasswordPolicy ppolicy(const directory::Entry& entry);

/// The policy below a naming context. Nothing: there is none, or the account may not read it.
[[nodiscard]] Result<std::optional<directory::PasswordPolicy>> read_policy(Connection& connection, const directory::Driver& driver,
                                                                           const std::string& root);

}  // namespace rekey::ldap
