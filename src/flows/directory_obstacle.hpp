#pragma once
#include <optional>

#include "domain/directory/account.hpp"
#include "domain/directory/health.hpp"
#include "domain/identity/identity.hpp"
#include "domain/policy/policy.hpp"

namespace rekey::flows {

/// Why the directory where a password is mastered takes no other one, by what is known without asking it. Nothing: it does, or the
/// password is mastered here.
[[nodiscard]] std::optional<policy::Obstacle> directory_obstacle(const std::optional<identity::Account>& account,
                                                                 const std::optional<directory::Standing>& standing);
/// The same of somebody as he is there now.
[[nodiscard]] std::optional<policy::Obstacle> directory_obstacle(const std::optional<directory::AccountState>& state);

}  // namespace rekey::flows
