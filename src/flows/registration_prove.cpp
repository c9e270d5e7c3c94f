// Proving a value. The try is counted in a committed transaction of its own before anything is compared; the guard of the statement that
// finishes an enrollment decides who was first.
#include <algorithm>

#include "flows/account_notice.hpp"
#include "flows/question_proof.hpp"
#include "flows/random_token.hpp"
#include "flows/recovery_set.hpp"
#include "flows/registration_codes.hpp"
#include "flows/registration_context.hpp"
#include "flows/registration_service.hpp"

namespace rekey::flows {
namespace {

using method::Authenticator;
using registration::Enrollment;
using registration::Item;
using registration::Purpose;
using registration::Request;
using registration::Verdict;

/// The enrollment of this session, in a state that allows the request.
Result<Enrollment> find(const Work& work, const Secret& handle, Request request) {
    auto enrollment = work.unit.enrollments().find(work.context.handle_mac(handle));
    const auto& active = work.who.active;
    const bool holds = enrollment && enrollment->session == active.session.id && enrollment->identity == active.identity.id &&
                       enrollment->expires_at > active.now && enrollment->state != registration::State::Ended;
    if (!holds) return fail(ErrorCode::AttemptEnded);
    if (!registration::allowed(enrollment->state, request)) return fail(ErrorCode::NotAllowedNow, std::string(registration::name(request)));
    return std::move(*enrollment);
}

Verdict judged_app_code(const RegistrationPorts& ports, const Enrollment& enrollment, const Secret& typed, Instant now,
                        std::int64_t max_tries, std::int64_t& step) {
    if (enrollment.tries > max_tries) return Verdict::UsedUp;
    const auto found = ports.totp.step_of(enrollment.value, typed.reveal(), now);
    step = found.value_or(0);
    if (found) return Verdict::Right;
    return enrollment.tries == max_tries ? Verdict::UsedUp : Verdict::Wrong;
}

ErrorCode code_of(Verdict verdict) {
    if (verdict == Verdict::Expired) return ErrorCode::CodeExpired;
    return verdict == Verdict::UsedUp ? ErrorCode::TooManyTries : ErrorCode::CodeMismatch;
}

/// The kinds a value is bound as: a mobile can be texted and called.
std::vector<method::Kind> bound_as(Item item) {
    switch (item) {
        case Item::Email: return {method::Kind::Email};
        case Item::Mobile: return {method::Kind::Sms, method::Kind::VoiceMobile};
        case Item::Office: return {method::Kind::VoiceOffice};
        case Item::App: return {method::Kind::Totp};
        case Item::RecoveryCodes: return {method::Kind::RecoveryCode};
        case Item::Questions: break;
    }
    return {method::Kind::SecurityQuestions};
}

/// What the product's table says of this value.
registration::Ruling ruled(const Work& work) {
    const auto& who = work.who;
    const bool first = registration::is_first_session(who.record, who.on_file, who.active.session.id);
    return registration::ruling(
        {method::Source::Person, first ? registration::Occasion::First : registration::Occasion::Later, who.strength});
}

Authenticator bind(const Work& work, const Enrollment& enrollment, method::Kind kind, Duration wait) {
    Authenticator made;
    made.id = ports::make_id<AuthenticatorId>(work.ports.account.entropy);
    made.identity = enrollment.identity;
    made.kind = kind;
    if (registration::has_address(enrollment.item)) made.address = std::string(enrollment.value.reveal());
    made.source = method::Source::Person;
    made.verified_at = made.created_at = work.who.active.now;
    made.usable_from = work.who.active.now + wait;
    work.unit.authenticators().insert(made);
    if (enrollment.item == Item::App) work.unit.proofs().add_totp(made.id, enrollment.value);
    if (enrollment.item == Item::RecoveryCodes) work.unit.proofs().add_codes(made.id, unpacked(enrollment.value));
    if (enrollment.item == Item::Questions) work.unit.proofs().add_questions(unpacked_questions(enrollment.value, made.id));
    return made;
}

/// Each use of the replaced method ends in favour of the same use of the new one.
void replace(const Work& work, const AuthenticatorId& target, std::span<const Authenticator> successors,
             const registration::Ruling& ruling) {
    const auto found = std::ranges::find(work.who.on_file, target, &Authenticator::id);
    if (found == work.who.on_file.end()) return;  // removed meanwhile
    const auto now = work.who.active.now;
    const auto end = ruling.earlier == registration::Earlier::UsableMeanwhile ? now + ruling.wait : now;
    for (const auto& use : uses_of(work.who.on_file, *found)) {
        const auto same = std::ranges::find(successors, use.kind, &Authenticator::kind);
        const auto& successor = same == successors.end() ? successors.front() : *same;
        static_cast<void>(work.unit.registrations().end_method(use.identity, use.id, end, successor.id));
    }
}

/// A new value counts from when the table says, and everybody else is told.
void accept_new(const Work& work, const Enrollment& enrollment, std::int64_t step) {
    const auto ruling = ruled(work);
    std::vector<Authenticator> made;
    for (const auto kind : bound_as(enrollment.item)) made.push_back(bind(work, enrollment, kind, ruling.wait));
    // The code that was typed here must not sign anybody in.
    if (enrollment.item == Item::App) static_cast<void>(work.unit.proofs().use_step(made.front().id, step));
    if (enrollment.target) replace(work, *enrollment.target, made, ruling);
    RegistrationContext::end_open_work(work.unit, enrollment.identity);

    const bool changed = enrollment.purpose == Purpose::Change;
    RegistrationContext::Change change{
        changed ? registration::Happening::MethodChanged : registration::Happening::MethodAdded, enrollment.item, made.front().id, {}};
    if (ruling.wait > Duration{0}) change.usable_from = made.front().usable_from;
    work.context.audit(work.unit, changed ? audit::Kind::AuthenticatorChanged : audit::Kind::AuthenticatorAdded, work.who, work.caller,
                       {{"method", std::string(registration::name(enrollment.item))}});
    auto told = directory_mailbox(work.unit, enrollment.identity);
    if (ruling.told == registration::Told::Others) told.insert(told.begin(), work.who.on_file.begin(), work.who.on_file.end());
    if (!told.empty() && ruling.told != registration::Told::Nobody) work.context.tell(work.unit, work.who, told, change, work.caller);
}

/// The value was on file and is the person's: the session has seen a second proof, if that value may prove anything yet.
void accept_verification(const Work& work, const Enrollment& enrollment) {
    const auto& active = work.who.active;
    const auto found = std::ranges::find(work.who.on_file, enrollment.target.value(), &Authenticator::id);
    if (found == work.who.on_file.end()) return;  // removed meanwhile
    for (const auto& use : uses_of(work.who.on_file, *found)) work.unit.registrations().verified(use.identity, use.id, active.now);
    if (found->usable_from <= active.now) work.unit.sessions().note_second_proof(active.session.id, active.now);
    work.context.audit(work.unit, audit::Kind::AuthenticatorVerified, work.who, work.caller,
                       {{"method", std::string(registration::name(enrollment.item))}});
}

/// Puts down what the person has now; the next status.
RegistrationStatus remembered(const Work& work, const Enrollment& enrollment) {
    auto after = work.who;
    after.on_file = work.unit.authenticators().of(enrollment.identity);
    const bool first = registration::is_first_session(work.who.record, work.who.on_file, enrollment.session);
    // Once something was on file, nobody registers for the first time any more.
    if (enrollment.purpose != Purpose::Verify) after.record.first_session = first ? enrollment.session : SessionId{};
    const auto& active = after.active;
    if (registration::missing(active.settings, after.policy, countable(work.unit, after), after.record, active.now).methods == 0) {
        after.record.skips = 0;
        after.record.confirmed_at = active.now;
    }
    if (!work.unit.registrations().save(enrollment.identity, after.record))
        throw Fault(FaultKind::Serialization, "registration changed while a method was proven");
    return work.context.status(work.unit, after);
}

Result<RegistrationStatus> accept(const Work& work, const Enrollment& enrollment, std::int64_t step) {
    if (!work.unit.enrollments().finish(enrollment.id, registration::State::Proven))
        return fail(ErrorCode::NotAllowedNow, "the enrollment has ended");
    if (enrollment.purpose == Purpose::Verify) {
        accept_verification(work, enrollment);
    } else {
        accept_new(work, enrollment, step);
    }
    auto status = remembered(work, enrollment);
    note_typed(work.unit, work.context.budget_ports(), work.context.tenant(), work.who.active.settings, enrollment.via,
               enrollment.value.reveal());
    return status;
}

/// A try that was counted, with what it is compared with.
struct Counted {
    Instant now;
    std::int64_t max_tries = 0;
    Enrollment enrollment;
};

}  // namespace

Result<RegistrationStatus> RegistrationService::prove(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                      const Secret& code, const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto& store = ports_.account.store;
    const auto counted = ports::transact(store, tenant, [&](ports::UnitOfWork& unit) -> Result<Counted> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        const auto found = find({ports_, context, unit, *who, caller}, handle, Request::Prove);
        if (!found) return std::unexpected(found.error());
        auto enrollment = unit.enrollments().count_try(found->id);
        if (!enrollment) return fail(ErrorCode::NotAllowedNow, "the enrollment has ended");
        return Counted{unit.now(), who->active.settings.code_tries, std::move(*enrollment)};
    });
    if (!counted) return std::unexpected(counted.error());

    const auto& [now, max_tries, enrollment] = *counted;
    const auto typed = without_separators(code);
    std::int64_t step = 0;
    const auto verdict = enrollment.item == Item::App
                             ? judged_app_code(ports_, enrollment, typed, now, max_tries, step)
                             : registration::judge(enrollment, context.code_mac(enrollment.id, typed.reveal()), max_tries, now);
    auto outcome = ports::transact(store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        if (who->record.frozen_at) return fail(ErrorCode::AccountFrozen);
        if (verdict == Verdict::Right) return accept({ports_, context, unit, *who, caller}, enrollment, step);
        context.audit(
            unit, audit::Kind::CodeWrong, *who, caller,
            {{"method", std::string(method::name(enrollment.via))}, {"try", std::to_string(enrollment.tries)}, {"for", "registration"}});
        return fail(code_of(verdict));
    });
    if (outcome) ports_.account.message_committed();
    return outcome;
}

Result<RegistrationStatus> RegistrationService::save(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                     const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto outcome = ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        if (who->record.frozen_at) return fail(ErrorCode::AccountFrozen);
        const Work work{ports_, context, unit, *who, caller};
        const auto enrollment = find(work, handle, Request::Save);
        if (!enrollment) return std::unexpected(enrollment.error());
        return accept(work, *enrollment, 0);
    });
    if (outcome) ports_.account.message_committed();
    return outcome;
}

Result<EnrollmentView> RegistrationService::resend(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                   const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto resent = ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<Begun> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        const Work work{ports_, context, unit, *who, caller};
        auto enrollment = find(work, handle, Request::Resend);
        if (!enrollment) return std::unexpected(enrollment.error());
        if (!method::is_sent(enrollment->via)) return fail(ErrorCode::NotAllowedNow, "nothing was sent that could be sent again");
        if (who->active.now < enrollment->resend_at) return fail(ErrorCode::ResendTooSoon, {}, enrollment->resend_at - who->active.now);
        if (enrollment->sends > who->active.settings.resends) return fail(ErrorCode::NoResendsLeft);
        const auto drawn = draw_code(work, *enrollment);
        if (!drawn) return std::unexpected(drawn.error());
        // The message of who lost the race is not committed.
        if (!unit.enrollments().replace_code(*enrollment)) throw Fault(FaultKind::Serialization, "somebody else sent a code meanwhile");
        const auto issued = send_code(work, *enrollment, *drawn);
        return Begun{view_of(*who, *enrollment), issued};
    });
    return after_commit(ports_, std::move(resent));
}

Result<void> RegistrationService::cancel(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle) {
    const RegistrationContext context(ports_, tenant);
    return ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        const auto enrollment = find({ports_, context, unit, *who, Caller{}}, handle, Request::Cancel);
        if (enrollment) static_cast<void>(unit.enrollments().finish(enrollment->id, registration::State::Ended));
        return {};
    });
}

}  // namespace rekey::flows
