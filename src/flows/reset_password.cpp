// Setting the new password of a cloud account: count the candidate, judge and hash it with no transaction open, then one transaction
// that consumes the grant, stores the verifier, completes the attempt and leaves notice and audit.
#include <algorithm>

#include "base/text.hpp"
#include "flows/reset_context.hpp"
#include "flows/second_proof.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {
namespace {

/// Two keyboards may send the same letter in different code points: both spellings become one, here and when it is verified
/// (NIST SP 800-63B 5.1.1.2). Empty for text that is not well-formed, which no rule accepts.
Secret normalized(const Secret& typed) {
    auto text = to_nfc(typed.reveal()).value_or(std::string{});
    Secret password{std::string_view(text)};
    wipe(text);
    return password;
}

password::Context context_of(ports::UnitOfWork& unit, const Loaded& loaded) {
    password::Context context{{loaded.attempt.typed, loaded.settings.display_name}};
    if (const auto identity = unit.identities().find(loaded.subject.id)) {
        for (const auto& name : {identity->user_name, identity->display_name, identity->given_name, identity->surname})
            context.names.push_back(name);
    }
    return context;
}

std::vector<password::Reason> refusals(const tenant::Settings& settings, const password::Context& context, const Secret& candidate) {
    const password::Rules rules{settings.password_min_length, settings.password_max_length, settings.password_classes,
                                settings.password_history, settings.banned_words};
    return password::check(candidate.reveal(), rules, context);
}

struct Candidate {
    Loaded loaded;
    password::Context context;
    std::optional<ports::PasswordRecord> record;  ///< before the change
};

Result<Candidate> count_candidate(ports::UnitOfWork& unit, const ResetContext& context, const Secret& handle) {
    auto loaded = context.load(unit, handle, reset::Request::SetPassword);
    if (!loaded) return std::unexpected(loaded.error());
    if (!unit.grants().count_candidate(loaded->attempt.id, loaded->settings.candidate_passwords, loaded->now)) {
        return fail(ErrorCode::TooManyPasswords, "no grant, or its candidates are used up");
    }
    auto record = unit.passwords().find(loaded->subject.id);
    auto names = context_of(unit, *loaded);
    return Candidate{std::move(*loaded), std::move(names), std::move(record)};
}

void clear_counters(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded) {
    const auto account = context.account_key(loaded.subject.id);
    const auto& settings = loaded.settings;
    for (const auto side : {identity::Side::Unfamiliar, identity::Side::Familiar}) {
        unit.counters().clear(policy::failed_proofs(settings, side).name, account);
        unit.counters().clear(policy::pause(side).name, account);
        unit.counters().clear(policy::sign_in_proofs(settings, side).name, account);
        unit.lockouts().clear(account, side);
    }
    for (const auto kind : {method::Kind::Email, method::Kind::Sms})
        unit.counters().clear(policy::sends_per_account(settings, kind).name, account);
    const auto resets = policy::resets_per_account(settings);
    static_cast<void>(unit.counters().add(resets.name, account, resets.window));
}

/// "email,sms": the message's catalogue turns it into words.
std::string proofs(const reset::Attempt& attempt) {
    std::string list;
    for (const auto channel : attempt.passed) list += (list.empty() ? "" : ",") + std::string(method::name(channel));
    return list;
}

Result<ResetAnswer> complete(ports::UnitOfWork& unit, const ResetContext& context, const Secret& handle,
                             const ports::PasswordRecord& record, const Caller& caller) {
    auto loaded = context.load(unit, handle, reset::Request::SetPassword);
    if (!loaded) return std::unexpected(loaded.error());
    auto& attempt = loaded->attempt;
    const auto& subject = loaded->subject;
    // The grant goes first, whatever follows: its guard lets one caller through, and an account that changed loses it for good.
    if (!unit.grants().consume(attempt.id, loaded->now)) return fail(ErrorCode::AttemptEnded, "the grant is gone");
    const bool same = subject.real && subject.account->security_stamp == attempt.security_stamp && !policy::obstacle(subject.facts);
    if (!same) {
        attempt.state = reset::State::Ended;
        static_cast<void>(unit.attempts().update(attempt));
        return fail(ErrorCode::AttemptEnded, "the account changed meanwhile");
    }
    auto saved = record;
    saved.set_at = loaded->now;
    if (!unit.passwords().save(subject.id, saved)) throw Fault(FaultKind::Serialization, "the password changed while it was set");

    attempt.state = reset::State::Completed;
    auto rotated = context.rotate_handle(attempt);
    if (!unit.attempts().update(attempt)) throw Fault(FaultKind::Serialization, "attempt changed while its grant was consumed");
    static_cast<void>(unit.identities().raise_security_stamp(subject.id));  // ends sessions
    static_cast<void>(unit.attempts().end_others(subject.id, attempt.id));
    clear_counters(unit, context, *loaded);
    remove_empty_sets(unit, subject.id);
    unit.networks().remember(subject.id, context.familiar_key(subject.id, attempt.network), loaded->now);
    context.audit(unit, audit::Kind::PasswordReset, attempt, {{"proofs", proofs(attempt)}});
    if (loaded->settings.notify_person) {
        const auto link = context.not_me_link(unit, subject.id);
        context.notify(unit, *loaded, message::Kind::PasswordChanged,
                       {{"not_me", std::string(link.reveal())},
                        {"user", unit.identities().find(subject.id).value().user_name},
                        {"at", to_rfc3339(loaded->now)},
                        {"how", proofs(attempt)},
                        {"device", device_name(caller.user_agent)}});
    }
    return ResetAnswer{std::move(rotated), context.step(unit, *loaded)};
}

}  // namespace

Result<PasswordAdvice> ResetService::check_password(const TenantId& tenant, const Secret& handle, const Secret& password) {
    const ResetContext context(ports_, tenant);
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto loaded = context.load(*unit, handle, reset::Request::CheckPassword);
    if (!loaded) return std::unexpected(loaded.error());
    const auto candidate = normalized(password);
    const auto names = context_of(*unit, *loaded);
    return PasswordAdvice{ports_.strength.strength(candidate, names.names), refusals(loaded->settings, names, candidate)};
}

Result<PasswordOutcome> ResetService::set_password(const TenantId& tenant, const Secret& handle, const Secret& password,
                                                   const Caller& caller) {
    const ResetContext context(ports_, tenant);
    const auto counted =
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return count_candidate(unit, context, handle); });
    if (!counted) return std::unexpected(counted.error());

    const auto candidate = normalized(password);
    auto reasons = refusals(counted->loaded.settings, counted->context, candidate);
    std::optional<ports::PasswordRecord> record;
    if (reasons.empty()) {
        const auto keep = static_cast<std::size_t>(counted->loaded.settings.password_history);
        record = next_record(counted->record, candidate, keep, ports_.hasher, ports_.macs, ports_.entropy);
        if (!record) reasons.push_back({password::Rule::UsedBefore, counted->loaded.settings.password_history});
    }
    if (!record) {
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
            context.audit(unit, audit::Kind::PasswordRefused, counted->loaded.attempt,
                          {{"rule", std::string(password::name(reasons.front().rule))}});
        });
        return PasswordOutcome{std::nullopt, std::move(reasons)};
    }
    auto done =
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return complete(unit, context, handle, *record, caller); });
    if (!done) return std::unexpected(done.error());
    ports_.message_committed();
    return PasswordOutcome{std::move(*done), {}};
}

}  // namespace rekey::flows
