#include "flows/password_rules.hpp"

#include "domain/password/complexity.hpp"

namespace rekey::flows {

std::vector<password::Reason> PasswordRules::refusals(const Secret& normalized, const password::Context& context) const {
    auto reasons = password::check(normalized.reveal(), tenant, context);
    const bool simple = complex && password::count_kinds(normalized.reveal()) < password::kComplexKinds;
    if (simple) reasons.push_back({password::Rule::TooFewClasses, password::kComplexKinds});
    return reasons;
}

StepView::Rules PasswordRules::shown() const {
    return {tenant.min_length, tenant.max_length, complex ? password::kComplexKinds : tenant.classes, tenant.history};
}

PasswordRules password_rules(const tenant::Settings& settings, const std::optional<directory::PasswordPolicy>& there) {
    PasswordRules rules{{settings.password_min_length, settings.password_max_length, settings.password_classes, settings.password_history,
                         settings.banned_words}};
    if (!there) return rules;
    if (there->min_length > 0) rules.tenant.min_length = there->min_length;  // a directory that asks for none leaves it to the tenant
    rules.tenant.classes = 0;
    rules.tenant.history = there->history;
    rules.complex = there->complexity;
    return rules;
}

std::optional<directory::PasswordPolicy> policy_there(ports::UnitOfWork& unit, const identity::Identity& person) {
    return person.authority ? unit.healths().of(*person.authority).policy : std::nullopt;
}

password::Context password_context(const tenant::Settings& settings, const identity::Identity& person) {
    return {{person.user_name, person.display_name, person.given_name, person.surname, settings.display_name}};
}

}  // namespace rekey::flows
