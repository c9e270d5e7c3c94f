#pragma once
#include <optional>
#include <vector>

#include "base/secret.hpp"
#include "domain/directory/facts.hpp"
#include "domain/identity/identity.hpp"
#include "domain/password/rules.hpp"
#include "domain/tenant/settings.hpp"
#include "flows/reset_view.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// The directory's password policy, as last learned; nothing for somebody who is mastered here, or while it is not known.
[[nodiscard]] std::optional<directory::PasswordPolicy> policy_there(ports::UnitOfWork& unit, const identity::Identity& person);

/// The rules for a new password, as a page shows them: the tenant's, or those of the directory where the person is mastered.
[[nodiscard]] StepView::Rules rules_for(ports::UnitOfWork& unit, const tenant::Settings& settings, const identity::Identity& person);

/// Why a new password will not do for somebody who is mastered in a directory, as far as that can be told without asking it. Length, complexity,
/// history and age are the directory's; words and names that give a password away are ours everywhere.
[[nodiscard]] std::vector<password::Reason> refusals_there(const Secret& normalized, const tenant::Settings& settings,
                                                           const identity::Identity& person,
                                                           const std::optional<directory::PasswordPolicy>& policy);

}  // namespace rekey::flows
