// "Why can this person not reset?", in the words an administrator can act on.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/policy/policy.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/directory_obstacle.hpp"
#include "flows/question_proof.hpp"

namespace rekey::flows {
namespace {

struct Case {
    const identity::Identity& person;
    const tenant::Settings& settings;
    ports::UnitOfWork& unit;
    Mac account;
    Explanation explanation;
    std::vector<ports::QuestionSet> questions = {};  ///< those a reset may ask

    void wrong(std::string sentence) { explanation.reasons.push_back(std::move(sentence)); }
    void fine(std::string sentence) { explanation.fine.push_back(std::move(sentence)); }
};

void judge_status(Case& c) {
    const bool is_there = c.person.authority.has_value();
    switch (c.person.status) {
        case identity::Status::Enabled: return c.fine("The account is enabled.");
        case identity::Status::Disabled:
            return c.wrong(is_there ? "The account is disabled in its directory: enable it there."
                                    : "The account is disabled: enable it first.");
        case identity::Status::Deleted: return c.wrong("The account is deleted: restore it first.");
    }
}

/// What has to be set.
std::string to_write_back(const directory::Settings& settings) {
    std::vector<std::string_view> changes;
    if (!settings.enabled) changes.emplace_back("enabled=true");
    if (settings.staging) changes.emplace_back("staging=false");
    if (!settings.writeback) changes.emplace_back("writeback=true");
    return fmt::format("{}", fmt::join(changes, " "));
}

/// By what is known of the directory without asking it.
void judge_directory(Case& c) {
    if (!c.person.authority) return;
    const auto directory = c.unit.directories().find(*c.person.authority);
    const auto name = directory ? directory->name : std::string("that is gone");
    const std::optional<identity::Account> account = c.unit.identities().account(c.person.id);
    const auto standing = c.unit.standings().of(c.person.id, {}, {}, {}, 0).directory;
    const auto found = directory_obstacle(account, standing);
    if (!found) return c.fine(fmt::format("The directory {} takes a new password.", name));
    switch (*found) {
        case policy::Obstacle::OutOfScope:
            return c.wrong(fmt::format("Nothing is written to the directory {} (rekey directory set {} {}).", name, name,
                                       to_write_back(directory ? directory->settings : directory::Settings{})));
        case policy::Obstacle::AccountDisabled:
            return c.wrong(fmt::format("The account is not in the directory {} any more, or not below its base.", name));
        case policy::Obstacle::Protected:
            return c.wrong(standing->writability == directory::Writability::Protected
                               ? fmt::format("The account is protected in the directory {}: reset it there.", name)
                               : fmt::format("The service account may not reset this account (rekey directory rights {}).", name));
        default: return c.wrong(fmt::format("The directory {} does not answer (rekey directory test {}).", name, name));
    }
}

void judge_scope(Case& c) {
    const auto groups = c.unit.groups().names_of(c.person.id);
    if (c.settings.scope == tenant::Scope::None) return c.wrong("Resetting is switched off for everybody (setting scope).");
    for (const auto& excluded : c.settings.exclude_groups) {
        if (std::ranges::find(groups, excluded) == groups.end()) continue;
        return c.wrong(fmt::format("The person is in the group {}, which may not reset (setting exclude_groups).", excluded));
    }
    if (!policy::in_scope(c.settings, groups)) {
        return c.wrong(fmt::format("Only people of these groups may reset: {}. Add the person to one (setting include_groups).",
                                   fmt::join(c.settings.include_groups, ", ")));
    }
    c.fine("The account is in the tenant's scope.");
}

/// Why one registered method does not count, if it does not.
std::optional<std::string> unusable(const method::Authenticator& each, const Case& c, const policy::ResetPolicy& policy) {
    const auto name = method::name(each.kind);
    if (std::ranges::find(c.settings.methods, name) == c.settings.methods.end())
        return fmt::format("{} is switched off (setting methods).", name);
    if (each.kind == method::Kind::SecurityQuestions && std::ranges::find(policy.kinds, each.kind) == policy.kinds.end())
        return fmt::format("{}: never enough alone, so gates must be 2 or more (setting gates); and never for administrators.", name);
    if (std::ranges::find(policy.kinds, each.kind) == policy.kinds.end())
        return fmt::format("{} is on file, but this server has no provider for it.", name);
    if (each.usable_from > c.unit.now()) return fmt::format("{} is too new: it may be used from {}.", name, to_rfc3339(each.usable_from));
    if (each.kind == method::Kind::SecurityQuestions && find_set(c.questions, each.id) == nullptr)
        return fmt::format("{}: too few of them are answered; the person has to choose anew (setting questions_to_register).", name);
    return std::nullopt;
}

void judge_methods(Case& c, std::span<const method::Kind> offered) {
    const auto policy = policy::reset_policy(c.settings, c.person.role, offered);
    const auto on_file = c.unit.authenticators().of(c.person.id);
    c.questions = sets_to_ask(c.unit.proofs().questions(c.person.id), c.settings);
    auto usable = policy::usable(on_file, policy, c.unit.now());
    std::erase_if(usable, [&](const auto& each) { return unusable(each, c, policy).has_value(); });
    const auto have = policy::channels(usable);
    const bool administrator = identity::is_administrator(c.person.role) && policy.gates > c.settings.gates;
    const auto count =
        fmt::format("{} {} different way{} to prove who they are, and {} can be used now",
                    administrator ? "An administrator needs at least" : "Needs", policy.gates, policy.gates == 1 ? "" : "s", have);
    if (have >= policy.gates) return c.fine(count + ".");
    c.wrong(on_file.empty() ? count + ": no method is on file. Add one." : count + ". Add another method.");
    for (const auto& each : on_file) {
        if (auto why = unusable(each, c, policy)) c.wrong(std::move(*why));
    }
}

void judge_counters(Case& c) {
    auto& counters = c.unit.counters();
    if (const auto frozen_at = c.unit.registrations().find(c.person.id).frozen_at) {
        c.wrong(
            fmt::format("The account was frozen at {}: somebody said that a change was not theirs. Look into it, then end it (unfreeze).",
                        to_rfc3339(*frozen_at)));
        return;  // the freeze is what pauses it
    }
    bool paused = false;
    for (const auto side : {identity::Side::Unfamiliar, identity::Side::Familiar}) {
        const auto limit = policy::pause(side);
        if (counters.count(limit.name, c.account) == 0) continue;
        paused = true;
        c.wrong(fmt::format(
            "After too many wrong answers, resetting from {} networks is paused until {}. An administrator can lift it (unblock).",
            side == identity::Side::Familiar ? "familiar" : "unfamiliar", to_rfc3339(counters.ends_at(limit.name, c.account))));
    }
    if (!paused) c.fine("Resetting is not paused.");
    const auto resets = policy::resets_per_account(c.settings);
    const auto count = counters.count(resets.name, c.account);
    if (count < resets.count) return;
    c.wrong(fmt::format("The password was reset {} times in 24 hours, which is all that is allowed until {}.", count,
                        to_rfc3339(counters.ends_at(resets.name, c.account))));
}

}  // namespace

Result<Explanation> IdentityAdmin::explain(const TenantId& tenant, std::string_view user) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto person = find_person(*unit, user, Deleted::Shown);
    if (!person) return std::unexpected(person.error());
    const auto settings = tenant::load(unit->settings().all());
    Case c{*person, settings, *unit, account_key(ports_.macs, tenant, person->id), {}};
    judge_status(c);
    judge_directory(c);
    judge_scope(c);
    judge_methods(c, ports_.offered);
    judge_counters(c);
    c.explanation.can_reset = c.explanation.reasons.empty();
    return std::move(c.explanation);
}

}  // namespace rekey::flows
