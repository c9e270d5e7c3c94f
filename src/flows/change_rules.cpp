#include "flows/change_rules.hpp"

#include "domain/password/complexity.hpp"
#include "flows/directory_rules.hpp"
#include "flows/session_keeper.hpp"
#include "flows/typed_password.hpp"

namespace rekey::flows {
std::optional<directory::PasswordPolicy> policy_there(ports::UnitOfWork& unit, const identity::Identity& person) {
    return person.authority ? unit.healths().of(*person.authority).policy : std::nullopt;
}

StepView::Rules rules_for(ports::UnitOfWork& unit, const tenant::Settings& settings, const identity::Identity& person) {
    if (!person.authority) return password_rules(settings);
    const auto policy = policy_there(unit, person).value_or(directory::PasswordPolicy{});
    return {min_length_there(settings, policy), settings.password_max_length, policy.complexity ? password::kComplexKinds : 0,
            policy.history};
}

std::vector<password::Reason> refusals_there(const Secret& normalized, const tenant::Settings& settings, const identity::Identity& person,
                                             const std::optional<directory::PasswordPolicy>& policy) {
    const auto known = policy.value_or(directory::PasswordPolicy{});
    const password::Rules rules{min_length_there(settings, known), settings.password_max_length, 0, 0, settings.banned_words};
    auto reasons = password::check(normalized.reveal(), rules, password_context(settings, person));
    const bool simple = known.complexity && password::count_kinds(normalized.reveal()) < password::kComplexKinds;
    if (simple) reasons.push_back({password::Rule::TooFewClasses, password::kComplexKinds});
    return reasons;
}

}  // namespace rekey::flows
