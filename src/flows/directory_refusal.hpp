#pragma once
#include <optional>
#include <vector>

#include "base/secret.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/facts.hpp"
#include "domain/password/rules.hpp"

namespace rekey::flows {

/// Why a directory did not take a candidate, as reasons the person can act on; empty: it was not refused. A directory that only says "one of
/// my rules" gets the rules of its policy that the candidate breaks, and Rule::Directory when it breaks none that can be told from here.
[[nodiscard]] std::vector<password::Reason> reasons_of(const directory::Written& written,
                                                       const std::optional<directory::PasswordPolicy>& policy, const Secret& candidate,
                                                       const password::Context& context);

}  // namespace rekey::flows
