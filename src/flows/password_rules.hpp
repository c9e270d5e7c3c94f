#pragma once
#include <optional>

#include "domain/directory/facts.hpp"
#include "domain/identity/identity.hpp"
#include "domain/password/rules.hpp"
#include "domain/tenant/settings.hpp"
#include "flows/reset_view.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What a new password has to be. For whoever is mastered in a directory whose policy is known, length, complexity and history are the directory's; words and names that
/// give a password away are ours everywhere. The tenant's rules are those of everybody else, and stand in for a policy that is not known.
/// `settings` outlive what is returned: their words are only looked at.
[[nodiscard]] password::Rules password_rules(const tenant::Settings& settings, const std::optional<directory::PasswordPolicy>& there = {});

/// As a page shows them.
[[nodiscard]] StepView::Rules shown(const password::Rules& rules);

/// The policy of the person's directory, as last learned; nothing for somebody who is mastered here, or while it is not known.
[[nodiscard]] std::optional<directory::PasswordPolicy> policy_there(ports::UnitOfWork& unit, const identity::Identity& person);

/// Words about the person, which a password must not contain.
[[nodiscard]] password::Context password_context(const tenant::Settings& settings, const identity::Identity& person);

}  // namespace rekey::flows
