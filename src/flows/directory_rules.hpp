#pragma once
#include <optional>

#include "domain/directory/health.hpp"
#include "domain/identity/identity.hpp"
#include "domain/password/rules.hpp"
#include "domain/policy/policy.hpp"
#include "domain/tenant/settings.hpp"
#include "flows/reset_view.hpp"

namespace rekey::flows {

/// Why the directory where a password is mastered takes no other one, by what is known without asking it. Nothing: it does, or the
/// password is mastered here.
[[nodiscard]] std::optional<policy::Obstacle> directory_obstacle(const std::optional<identity::Account>& account,
                                                                 const std::optional<directory::Standing>& standing);
/// The same of somebody as he is there now.
[[nodiscard]] std::optional<policy::Obstacle> directory_obstacle(const std::optional<directory::AccountState>& state);

/// A directory that asks for no length, or does not tell, leaves it to the tenant.
[[nodiscard]] std::int64_t min_length_there(const tenant::Settings& settings, const directory::PasswordPolicy& policy);

/// What a candidate is judged by before it is tried. For a directory's people its own rules take the place of the tenant's: a length that
/// is known is judged here, the rest is left to the directory.
[[nodiscard]] password::Rules candidate_rules(const tenant::Settings& settings, const std::optional<directory::Standing>& standing);
/// What the page shows of them.
[[nodiscard]] StepView::Rules shown_rules(const tenant::Settings& settings, const std::optional<directory::Standing>& standing);

}  // namespace rekey::flows
