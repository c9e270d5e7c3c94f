#pragma once
#include <optional>
#include <string>
#include <vector>

#include "domain/directory/account.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/entry.hpp"
#include "domain/directory/facts.hpp"

namespace rekey::directory {

/// The attributes that `read_state` looks at. Most are operational: a server sends them only to who names them.
[[nodiscard]] std::vector<std::string> state_attributes(const Driver& driver);

/// May the account not be used at all? A value that cannot be read does not say so.
[[nodiscard]] bool is_disabled(const Driver& driver, const Entry& entry);

/// Is it taken out of the rights of its folder?
[[nodiscard]] bool is_protected(const Driver& driver, const Entry& entry);

/// How an account is, from its entry. A lock that is over by `now` is none; when the policy is not known it holds, since nobody can tell.
/// A single policy is known here: where people have their own (pwdPolicySubentry, Password Settings Objects) a lock by `computed` is right,
/// and one by a time may be off.
[[nodiscard]] AccountState read_state(const Driver& driver, const Entry& entry, const std::optional<PasswordPolicy>& policy, Instant now);

}  // namespace rekey::directory
