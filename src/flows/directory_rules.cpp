#include "flows/directory_rules.hpp"

#include "domain/password/complexity.hpp"

namespace rekey::flows {
namespace {

using policy::Obstacle;

const directory::PasswordPolicy* policy_of(const std::optional<directory::Standing>& standing) {
    return standing && standing->health.policy ? &*standing->health.policy : nullptr;
}

}  // namespace

std::optional<Obstacle> directory_obstacle(const std::optional<identity::Account>& account,
                                           const std::optional<directory::Standing>& standing) {
    if (!account || !account->authority) return std::nullopt;
    if (!standing) return Obstacle::DirectoryUnavailable;  // its entry was never read, or is another's now
    if (!standing->writes_back) return Obstacle::OutOfScope;
    if (standing->gone) return Obstacle::AccountDisabled;
    switch (standing->writability) {
        case directory::Writability::Protected:
        case directory::Writability::NoRight: return Obstacle::Protected;
        case directory::Writability::Writable:
        case directory::Writability::NotTold: break;
    }
    if (standing->health.down_since) return Obstacle::DirectoryUnavailable;
    return std::nullopt;
}

std::optional<Obstacle> directory_obstacle(const std::optional<directory::AccountState>& state) {
    if (!state || state->disabled || state->permanently_locked) return Obstacle::AccountDisabled;
    if (state->protected_account) return Obstacle::Protected;
    return std::nullopt;
}

std::int64_t min_length_there(const tenant::Settings& settings, const directory::PasswordPolicy& policy) {
    return policy.min_length > 0 ? policy.min_length : settings.password_min_length;
}

password::Rules candidate_rules(const tenant::Settings& settings, const std::optional<directory::Standing>& standing) {
    password::Rules rules{settings.password_min_length, settings.password_max_length, settings.password_classes, settings.password_history,
                          settings.banned_words};
    if (const auto* const theirs = policy_of(standing)) {
        rules.min_length = min_length_there(settings, *theirs);
        rules.classes = 0;
        rules.history = theirs->history;
    }
    return rules;
}

StepView::Rules shown_rules(const tenant::Settings& settings, const std::optional<directory::Standing>& standing) {
    const auto rules = candidate_rules(settings, standing);
    const auto* const theirs = policy_of(standing);
    return {rules.min_length, rules.max_length, theirs != nullptr && theirs->complexity ? password::kComplexKinds : rules.classes,
            rules.history};
}

}  // namespace rekey::flows
