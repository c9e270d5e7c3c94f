#include "flows/password_change.hpp"

#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/not_me_link.hpp"
#include "flows/reset_context.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {

struct PasswordChange::Counted {
    Active active;
    ports::PasswordRecord record;  ///< before the change
};

Result<PasswordAdvice> PasswordChange::check(const std::optional<Secret>& token, const Secret& password) const {
    const auto unit = ports_.store.begin(tenant_, ports::Access::Read);
    const auto active = keeper_.load(*unit, token, stage_);
    if (!active) return std::unexpected(active.error());
    const auto candidate = normalized_password(password);
    const auto context = password_context(active->settings, active->identity);
    return PasswordAdvice{ports_.strength.strength(candidate, context.names), refusals_of(candidate, active->settings, active->identity)};
}

/// Whoever took over a session must not guess the password through it: the try is counted before anything is compared.
Result<PasswordChange::Counted> PasswordChange::count(ports::UnitOfWork& unit, const std::optional<Secret>& token) const {
    auto active = keeper_.load(unit, token, stage_);
    if (!active) return std::unexpected(active.error());
    const auto limit = policy::password_changes(active->settings);
    const auto account = account_key(ports_.macs, tenant_, active->identity.id);
    if (unit.counters().add(limit.name, account, limit.window) > limit.count)
        return fail(ErrorCode::TooManyPasswords, "changes of a password", unit.counters().ends_at(limit.name, account) - unit.now());
    auto record = unit.passwords().find(active->identity.id);
    if (!record) return fail(ErrorCode::NotAllowedNow, "there is no password to change");
    return Counted{std::move(*active), std::move(*record)};
}

void PasswordChange::refuse(const Active& active, const Caller& caller, std::string_view rule) const {
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
        keeper_.audit(unit, audit::Kind::PasswordRefused, active.identity.id, caller, {{"rule", std::string(rule)}});
    });
}

Result<SignInAnswer> PasswordChange::complete(ports::UnitOfWork& unit, const std::optional<Secret>& token,
                                              const ports::PasswordRecord& record, const Caller& caller) const {
    auto active = keeper_.load(unit, token, stage_);
    if (!active) return std::unexpected(active.error());
    auto& [now, settings, session, identity] = *active;
    // The session goes first: its removal lets one caller through.
    if (!unit.sessions().remove(identity.id, session.id)) return fail(ErrorCode::NotSignedIn, "the session has ended");
    auto saved = record;
    saved.set_at = now;
    saved.must_change = false;
    if (!unit.passwords().save(identity.id, saved)) throw Fault(FaultKind::Serialization, "the password changed while it was set");
    session.security_stamp = unit.identities().raise_security_stamp(identity.id).value();
    static_cast<void>(unit.sessions().remove_all(identity.id));
    static_cast<void>(unit.attempts().end_others(identity.id, AttemptId{}));
    unit.counters().clear(policy::password_changes(settings).name, account_key(ports_.macs, tenant_, identity.id));

    // On the account page the session goes on with what is left of its life; a sign-in is complete only now.
    if (session.stage == signin::Stage::MustChangePassword) session.signed_in_at = now;
    session.stage = signin::Stage::SignedIn;
    auto rotated = keeper_.begin(unit, session, settings);
    keeper_.audit(unit, audit::Kind::PasswordChanged, identity.id, caller);
    if (settings.notify_person) {
        const auto link =
            add_not_me_link(unit, ports_.entropy, ports_.macs, tenant_, {identity.id, registration::Happening::PasswordChanged});
        keeper_.notify(unit, *active, message::Kind::PasswordChanged,
                       {{"not_me", std::string(link.reveal())},
                        {"user", identity.user_name},
                        {"at", to_rfc3339(now)},
                        {"device", device_name(caller.user_agent)}});
    }
    return SignInAnswer{std::move(rotated), keeper_.step(unit, *active)};
}

Result<ChangeOutcome> PasswordChange::change(const std::optional<Secret>& token, const Secret& current, const Secret& password,
                                             const Caller& caller) const {
    const auto counted = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { return count(unit, token); });
    if (!counted) return std::unexpected(counted.error());
    const auto& [active, before] = *counted;
    if (!is_current(before, normalized_password(current), ports_.hasher, ports_.macs)) {
        refuse(active, caller, "current");
        return fail(ErrorCode::CurrentPasswordWrong);
    }
    const auto candidate = normalized_password(password);
    auto reasons = refusals_of(candidate, active.settings, active.identity);
    std::optional<ports::PasswordRecord> record;
    if (reasons.empty()) {
        const auto keep = static_cast<std::size_t>(active.settings.password_history);
        record = next_record(before, candidate, keep, ports_.hasher, ports_.macs, ports_.entropy);
        if (!record) reasons.push_back({password::Rule::UsedBefore, active.settings.password_history});
    }
    if (!record) {
        refuse(active, caller, password::name(reasons.front().rule));
        return ChangeOutcome{std::nullopt, std::move(reasons)};
    }
    auto done = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { return complete(unit, token, *record, caller); });
    if (!done) return std::unexpected(done.error());
    ports_.message_committed();
    return ChangeOutcome{std::move(*done), {}};
}

}  // namespace rekey::flows
