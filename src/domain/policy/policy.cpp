#include "domain/policy/policy.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "domain/tenant/questions.hpp"

namespace rekey::policy {
namespace {

constexpr std::array<std::pair<Obstacle, std::string_view>, 7> kObstacles{{{Obstacle::TooFewMethods, "too_few_methods"},
                                                                           {Obstacle::OutOfScope, "out_of_scope"},
                                                                           {Obstacle::TooManyResets, "too_many_resets"},
                                                                           {Obstacle::Protected, "protected"},
                                                                           {Obstacle::DirectoryUnavailable, "directory_unavailable"},
                                                                           {Obstacle::AccountDisabled, "account_disabled"},
                                                                           {Obstacle::OutcomeUnknown, "outcome_unknown"}}};

/// Administrators always prove themselves twice (product section 3).
constexpr std::int64_t kAdministratorGates = 2;

bool any_of(std::span<const std::string> wanted, std::span<const std::string> groups) {
    return std::ranges::any_of(wanted, [&](const auto& group) { return std::ranges::find(groups, group) != groups.end(); });
}

}  // namespace

ResetPolicy reset_policy(const tenant::Settings& settings, identity::Role role, std::span<const method::Kind> offered) {
    const bool administrator = identity::is_administrator(role);
    ResetPolicy policy;
    policy.gates = administrator ? std::max(settings.gates, kAdministratorGates) : settings.gates;
    for (const auto kind : method::kAllKinds) {
        const bool switched_on = std::ranges::find(settings.methods, method::name(kind)) != settings.methods.end();
        const bool is_offered = std::ranges::find(offered, kind) != offered.end();
        const bool too_weak = kind == method::Kind::SecurityQuestions && (administrator || settings.gates < tenant::kGatesForQuestions);
        if (switched_on && is_offered && !too_weak) policy.kinds.push_back(kind);
    }
    return policy;
}

std::optional<std::int64_t> gates_for_everybody(const tenant::Settings& settings) {
    if (settings.gates < kAdministratorGates) return std::nullopt;
    return settings.gates;
}

std::vector<method::Authenticator> usable(std::span<const method::Authenticator> all, const ResetPolicy& policy, Instant now) {
    std::vector<method::Authenticator> result;
    std::ranges::copy_if(all, std::back_inserter(result), [&](const auto& authenticator) {
        return authenticator.usable_from <= now && std::ranges::find(policy.kinds, authenticator.kind) != policy.kinds.end();
    });
    // What a directory says of somebody's phone counts as long as nothing has been registered for the same use.
    std::vector<method::Kind> registered;
    for (const auto& each : result) {
        if (each.source != method::Source::Directory) registered.push_back(each.kind);
    }
    std::erase_if(result, [&](const auto& each) {
        return each.source == method::Source::Directory && std::ranges::find(registered, each.kind) != registered.end();
    });
    return result;
}

std::int64_t channels(std::span<const method::Authenticator> authenticators) {
    std::set<method::Channel> different;
    for (const auto& authenticator : authenticators) different.insert(method::channel_of(authenticator.kind));
    return std::ssize(different);
}

bool in_scope(const tenant::Settings& settings, std::span<const std::string> groups) {
    if (any_of(settings.exclude_groups, groups)) return false;
    switch (settings.scope) {
        case tenant::Scope::None: return false;
        case tenant::Scope::All: return true;
        case tenant::Scope::Selected: return any_of(settings.include_groups, groups);
    }
    return false;
}

std::string_view name(Obstacle obstacle) noexcept { return kObstacles[static_cast<std::size_t>(obstacle)].second; }

std::optional<Obstacle> parse_obstacle(std::string_view text) noexcept {
    for (const auto& [obstacle, obstacle_name] : kObstacles) {
        if (obstacle_name == text) return obstacle;
    }
    return std::nullopt;
}

std::optional<Obstacle> obstacle(const Facts& facts) {
    if (!facts.enabled) return Obstacle::AccountDisabled;
    if (!facts.in_scope) return Obstacle::OutOfScope;
    if (facts.channels < facts.gates) return Obstacle::TooFewMethods;
    if (facts.resets_today >= facts.resets_allowed) return Obstacle::TooManyResets;
    return facts.authority;
}

}  // namespace rekey::policy
