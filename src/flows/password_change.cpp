#include "flows/password_change.hpp"

#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/not_me_link.hpp"
#include "flows/password_rules.hpp"
#include "flows/reset_context.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {

Result<PasswordAdvice> PasswordChange::check(const std::optional<Secret>& token, const Secret& password) const {
    const auto unit = ports_.store.begin(tenant_, ports::Access::Read);
    const auto active = keeper_.load(*unit, token, stage_);
    if (!active) return std::unexpected(active.error());
    const auto candidate = normalized_password(password);
    const auto& [now, settings, session, person] = *active;
    const auto context = password_context(settings, person);
    return PasswordAdvice{ports_.strength.strength(candidate, context.names),
                          password::check(candidate.reveal(), password_rules(settings, policy_there(*unit, person)), context)};
}

/// Whoever took over a session must not guess the password through it: the try is counted before anything is compared.
Result<PasswordChange::Counted> PasswordChange::count(ports::UnitOfWork& unit, const Typed& typed) const {
    auto active = keeper_.load(unit, typed.token, stage_);
    if (!active) return std::unexpected(active.error());
    const auto& person = active->identity;
    const auto limit = policy::password_changes(active->settings);
    const auto account = account_key(ports_.macs, tenant_, person.id);
    if (unit.counters().add(limit.name, account, limit.window) > limit.count)
        return fail(ErrorCode::TooManyPasswords, "changes of a password", unit.counters().ends_at(limit.name, account) - unit.now());
    std::optional<ports::PasswordRecord> record = unit.passwords().find(person.id);
    if (!person.authority && !record) return fail(ErrorCode::NotAllowedNow, "there is no password to change");
    auto there = DirectorySignIn(ports_, tenant_).load(unit, person, SignInTally(ports_, tenant_, typed.caller).place(unit, person.id));
    auto policy = policy_there(unit, person);
    return Counted{std::move(*active), std::move(record), std::move(there), policy};
}

void PasswordChange::refuse(const Active& active, const Caller& caller, std::string_view rule) const {
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
        keeper_.audit(unit, audit::Kind::PasswordRefused, active.identity.id, caller, {{"rule", std::string(rule)}});
    });
}

void PasswordChange::put_down(ports::UnitOfWork& unit, const Active& active, const Caller& caller) const {
    const auto& identity = active.identity;
    static_cast<void>(unit.sessions().remove_all(identity.id));
    unit.attempts().end_others(identity.id, AttemptId{});
    unit.counters().clear(policy::password_changes(active.settings).name, account_key(ports_.macs, tenant_, identity.id));
    keeper_.audit(unit, audit::Kind::PasswordChanged, identity.id, caller);
    if (!active.settings.notify_person) return;
    const auto link = add_not_me_link(unit, ports_.entropy, ports_.macs, tenant_, {identity.id, registration::Happening::PasswordChanged});
    keeper_.notify(unit, active, message::Kind::PasswordChanged,
                   {{"not_me", std::string(link.reveal())},
                    {"user", identity.user_name},
                    {"at", to_rfc3339(unit.now())},
                    {"device", device_name(caller.user_agent)}});
}

/// On the account page the session goes on with what is left of its life; a sign-in is complete only now.
SignInAnswer PasswordChange::go_on(ports::UnitOfWork& unit, Active active) const {
    auto& session = active.session;
    if (session.stage == signin::Stage::MustChangePassword) session.signed_in_at = active.now;
    session.stage = signin::Stage::SignedIn;
    auto rotated = keeper_.begin(unit, session, active.settings);
    return SignInAnswer{std::move(rotated), keeper_.step(unit, active)};
}

Result<SignInAnswer> PasswordChange::complete(ports::UnitOfWork& unit, const ports::PasswordRecord& record, const Typed& typed) const {
    auto active = keeper_.load(unit, typed.token, stage_);
    if (!active) return std::unexpected(active.error());
    const auto& person = active->identity.id;
    // The session goes first: its removal lets one caller through.
    if (!unit.sessions().remove(person, active->session.id)) return fail(ErrorCode::NotSignedIn, "the session has ended");
    auto saved = record;
    saved.set_at = active->now;
    saved.must_change = false;
    if (!unit.passwords().save(person, saved)) throw Fault(FaultKind::Serialization, "the password changed while it was set");
    active->session.security_stamp = unit.identities().raise_security_stamp(person).get().value();
    put_down(unit, *active, typed.caller);
    return go_on(unit, std::move(*active));
}

Result<ChangeOutcome> PasswordChange::change(const std::optional<Secret>& token, const Secret& current, const Secret& password,
                                             const Caller& caller) const {
    const Typed typed{token, current, password, caller};
    const auto counted = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { return count(unit, typed); });
    if (!counted) return std::unexpected(counted.error());
    auto outcome = counted->there ? change_there(*counted, typed) : change_here(*counted, typed);
    if (outcome && outcome->done) ports_.message_committed();
    return outcome;
}

Result<ChangeOutcome> PasswordChange::change_here(const Counted& counted, const Typed& typed) const {
    const auto& active = counted.active;
    const auto& before = counted.record.value();
    if (!is_current(before, normalized_password(typed.current), ports_.hasher, ports_.macs)) {
        refuse(active, typed.caller, "current");
        return fail(ErrorCode::CurrentPasswordWrong);
    }
    const auto candidate = normalized_password(typed.password);
    auto reasons = password::check(candidate.reveal(), password_rules(active.settings), password_context(active.settings, active.identity));
    std::optional<ports::PasswordRecord> record;
    if (reasons.empty()) {
        const auto keep = static_cast<std::size_t>(active.settings.password_history);
        record = next_record(before, candidate, keep, ports_.hasher, ports_.macs, ports_.entropy);
        if (!record) reasons.push_back({password::Rule::UsedBefore, active.settings.password_history});
    }
    if (!record) {
        refuse(active, typed.caller, password::name(reasons.front().rule));
        return ChangeOutcome{std::nullopt, std::move(reasons)};
    }
    auto done = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { return complete(unit, *record, typed); });
    if (!done) return std::unexpected(done.error());
    return ChangeOutcome{std::move(*done), {}};
}

}  // namespace rekey::flows
