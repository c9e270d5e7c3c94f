#include "flows/password_rules.hpp"

#include "domain/password/complexity.hpp"

namespace rekey::flows {

password::Rules password_rules(const tenant::Settings& settings, const std::optional<directory::PasswordPolicy>& there) {
    password::Rules rules{.min_length = settings.password_min_length,
                          .max_length = settings.password_max_length,
                          .classes = settings.password_classes,
                          .history = settings.password_history,
                          .banned = settings.banned_words};
    if (!there) return rules;
    if (there->min_length > 0) rules.min_length = there->min_length;  // a directory that asks for none leaves it to the tenant
    rules.classes = 0;
    rules.complex = there->complexity;
    rules.history = there->history;
    return rules;
}

StepView::Rules shown(const password::Rules& rules) {
    return {rules.min_length, rules.max_length, rules.complex ? password::kComplexKinds : rules.classes, rules.history};
}

std::optional<directory::PasswordPolicy> policy_there(ports::UnitOfWork& unit, const identity::Identity& person) {
    return person.authority ? unit.healths().of(*person.authority).policy : std::nullopt;
}

password::Context password_context(const tenant::Settings& settings, const identity::Identity& person) {
    return {{person.user_name, person.display_name, person.given_name, person.surname, settings.display_name}};
}

}  // namespace rekey::flows
