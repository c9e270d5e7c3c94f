#include "flows/reset_completion.hpp"

#include "flows/bind_budget.hpp"
#include "flows/freeze.hpp"
#include "flows/second_proof.hpp"

namespace rekey::flows {
namespace {

void clear_counters(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded) {
    const auto account = context.account_key(loaded.subject.id);
    unit.counters().clear(policy::forgiven_counters(), account);
    // The account may have been frozen while this password was on its way to a directory.
    if (unit.registrations().find(loaded.subject.id).frozen_at) pause_resets(unit, account);
    unit.lockouts().clear(account);
    unit.counters().clear(policy::must_change_there().name, account);
    clear_bind_places(unit, account);
    const auto resets = policy::resets_per_account(loaded.settings);
    static_cast<void>(unit.counters().add(resets.name, account, resets.window));
}

/// "email,sms": the message's catalogue turns it into words.
std::string proofs(const reset::Attempt& attempt) {
    std::string list;
    for (const auto channel : attempt.passed) list += (list.empty() ? "" : ",") + std::string(method::name(channel));
    return list;
}

}  // namespace

void complete_reset(ports::UnitOfWork& unit, const ResetContext& context, Loaded& loaded, std::string_view user_agent) {
    auto& attempt = loaded.attempt;
    const auto& subject = loaded.subject;
    attempt.state = reset::State::Completed;
    if (!unit.attempts().update(attempt)) throw Fault(FaultKind::Serialization, "attempt changed while its grant was consumed");
    static_cast<void>(unit.identities().raise_security_stamp(subject.id));  // ends sessions
    unit.attempts().end_others(subject.id, attempt.id);
    clear_counters(unit, context, loaded);
    unit.proofs().remove_empty_sets(subject.id);
    unit.networks().remember(subject.id, context.familiar_key(subject.id, attempt.network), loaded.now);
    context.audit(unit, audit::Kind::PasswordReset, attempt, {{"proofs", proofs(attempt)}});
    if (loaded.settings.notify_person) {
        const auto link = context.not_me_link(unit, subject.id);
        context.notify(unit, loaded, message::Kind::PasswordChanged,
                       {{"not_me", std::string(link.reveal())},
                        {"user", unit.identities().find(subject.id).value().user_name},
                        {"at", to_rfc3339(loaded.now)},
                        {"how", proofs(attempt)},
                        {"device", device_name(user_agent)}});
    }
}

void complete_unlock(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded) {
    const auto account = context.account_key(loaded.subject.id);
    unit.lockouts().clear(account);
    clear_bind_places(unit, account);
    context.audit(unit, audit::Kind::AccountUnlocked, loaded.attempt);
}

}  // namespace rekey::flows
