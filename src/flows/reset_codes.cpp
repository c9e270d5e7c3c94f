// Sending codes: choosing a method and asking for a new code are the same act, a new challenge with a message beside it.
#include <algorithm>

#include "flows/random_token.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

/// What the MAC of a challenge without a code is made of: nothing that is typed has a space.
constexpr std::string_view kNoCode = "no code is drawn for this kind";

/// What a code is to be sent for: a first time with the phone number that was typed, or again.
enum class Occasion : std::uint8_t { First, Again };
/// Does what was typed name the address on file? Where nothing has to be typed, it does.
enum class Typed : std::uint8_t { Fits, Differs };

struct Sending {
    const method::Authenticator& to;
    Occasion occasion = Occasion::First;
    Typed typed = Typed::Fits;
};

/// The number that a page shows, to be typed on the phone: two digits, of which the first is no key with a meaning of its own (1, 9).
std::int64_t draw_number(ports::Entropy& entropy) { return 20 + static_cast<std::int64_t>(entropy.below(70)); }

bool is_call(method::Kind kind) { return method::channel_of(kind) == method::Channel::Voice; }

bool by_number(const Loaded& loaded, method::Kind kind) {
    return is_call(kind) && loaded.settings.voice_proof == tenant::VoiceProof::Number;
}

/// Calls have limits of their own, counted by the same statements for everybody.
Withheld count_call(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, method::Kind kind, Withheld why) {
    if (!is_call(kind)) return why;
    const auto account = context.account_key(loaded.subject.id);
    const bool denied = unit.counters().count(policy::denied_calls().name, account) > 0;
    if (why == Withheld::Nothing && denied) why = Withheld::Denied;
    if (!by_number(loaded, kind)) return why;
    const auto limit = policy::call_prompts();
    const bool counts = why == Withheld::Nothing;
    const std::int64_t prompts = unit.counters().add(limit.name, counts ? account : context.guess_key(loaded.subject.id), limit.window);
    return counts && prompts > limit.count ? Withheld::Prompted : why;
}

/// Counted before anything is sent, all of them whatever the first says. A number that is not on file is sent nothing: it is counted by the
/// same statements, and uses up nothing of the person's.
Withheld count_send(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, const Sending& sending) {
    const auto account = policy::sends_per_account(loaded.settings, sending.to.kind);
    const auto destination = policy::sends_per_destination(loaded.settings, sending.to.kind);
    const auto guess = context.guess_key(loaded.subject.id);
    const bool fits = sending.typed == Typed::Fits;
    auto by_account = unit.counters().add(account.name, fits ? context.account_key(loaded.subject.id) : guess, account.window);
    const std::int64_t by_destination =
        unit.counters().add(destination.name, fits ? context.address_key(sending.to.address) : guess, destination.window);
    auto why = fits && loaded.attempt.live ? Withheld::Nothing : Withheld::NotOnFile;
    if (why == Withheld::Nothing && by_account.get() > account.count) why = Withheld::Account;
    if (why == Withheld::Nothing && by_destination > destination.count) why = Withheld::Destination;
    why = count_call(unit, context, loaded, sending.to.kind, why);
    return count_shared(unit, context.budget_ports(), context.tenant(),
                        {loaded.settings, sending.to.kind, sending.to.address, loaded.attempt.network, loaded.subject.id}, why);
}

/// Judges a typed phone number. Every one counts, whatever it is; over the limit none fits any more, and nobody is told.
Typed judge_number(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, const method::Authenticator& on_file,
                   std::string_view number) {
    const auto limit = policy::validations_per_account(loaded.settings);
    const std::int64_t typed = unit.counters().add(limit.name, context.account_key(loaded.subject.id), limit.window);
    const bool same = equal_ct(as_bytes(on_file.address), as_bytes(number));
    return same && typed <= limit.count ? Typed::Fits : Typed::Differs;
}

message::Message code_message(const Loaded& loaded, const reset::Challenge& challenge, const method::Authenticator& to,
                              const Secret& code) {
    message::Message message;
    message.id = challenge.message.value();
    message.kind = loaded.attempt.need == reset::Need::Unlock ? message::Kind::UnlockCode : message::Kind::ResetCode;
    message.channel = method::channel_of(to.kind);
    message.destination = to.address;
    message.language = loaded.attempt.language;
    message.parameters = {{"expires", to_rfc3339(challenge.expires_at)}, {"user", loaded.attempt.typed}};
    if (challenge.number) {
        message.parameters.emplace("number", std::to_string(*challenge.number));
    } else {
        message.parameters.emplace("code", std::string(code.reveal()));
    }
    message.deliverable = challenge.comparable;
    message.created_at = loaded.now;
    message.expires_at = challenge.expires_at;
    return message;
}

}  // namespace

/// Ends the open challenge and makes the next one. Nothing is sent yet.
static Result<reset::Challenge> next_challenge(const ResetPorts& ports, ports::UnitOfWork& unit, const Loaded& loaded,
                                               const Sending& sending) {
    const auto& attempt = loaded.attempt;
    if (unit.challenges().sends(attempt.id, sending.to.id) > loaded.settings.resends) return fail(ErrorCode::NoResendsLeft);
    if (const auto open = unit.challenges().open(attempt.id)) static_cast<void>(unit.challenges().end(open->id, loaded.now));

    reset::Challenge challenge;
    challenge.id = ports::make_id<ChallengeId>(ports.entropy);
    challenge.attempt = attempt.id;
    challenge.kind = sending.to.kind;
    challenge.authenticator = sending.to.id;
    challenge.resent = sending.occasion == Occasion::Again;
    challenge.created_at = loaded.now;
    challenge.expires_at = std::min(loaded.now + minutes{loaded.settings.code_minutes}, attempt.expires_at);
    challenge.resend_at = loaded.now + seconds{loaded.settings.resend_seconds};
    if (by_number(loaded, challenge.kind)) {
        challenge.number = draw_number(ports.entropy);
        challenge.resend_at = std::max(challenge.resend_at, loaded.now + policy::call_prompts().window);  // a call before would not go out
    }
    return challenge;
}

/// A challenge with a message beside it, which is sent when nothing stands in the way.
static Withheld send_code(const ResetPorts& ports, const ResetContext& context, ports::UnitOfWork& unit, const Loaded& loaded,
                          const Sending& sending, reset::Challenge challenge) {
    const auto kind = sending.to.kind;
    const auto why = count_send(unit, context, loaded, sending);
    challenge.comparable = why == Withheld::Nothing;
    const auto code = draw_digits(ports.entropy, kind == method::Kind::Email ? loaded.settings.email_digits : loaded.settings.phone_digits);
    challenge.code = context.code_mac(challenge.id, challenge.number ? kNoCode : code.reveal());
    challenge.message = ports::make_id<MessageId>(ports.entropy);
    unit.challenges().insert(challenge);
    unit.outbox().add(code_message(loaded, challenge, sending.to, code));
    ResetContext::Details details{{"method", std::string(method::name(kind))}};
    if (!challenge.comparable) details.emplace("reason", name(why));
    context.audit(unit, challenge.comparable ? audit::Kind::CodeSent : audit::Kind::CodeSuppressed, loaded.attempt, std::move(details));
    return why;
}

/// A challenge for a code that the person has already: good as long as the attempt is.
static void ask_for_code(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, reset::Challenge challenge) {
    challenge.comparable = loaded.attempt.live;
    challenge.expires_at = loaded.attempt.expires_at;
    challenge.code = context.code_mac(challenge.id, kNoCode);
    unit.challenges().insert(challenge);
}

/// The attempt is saved first: counters that everybody shares are counted as late as can be.
static Result<std::optional<Issued>> issue(const ResetPorts& ports, const ResetContext& context, ports::UnitOfWork& unit, Loaded& loaded,
                                           const Sending& sending) {
    auto challenge = next_challenge(ports, unit, loaded, sending);
    if (!challenge) return std::unexpected(challenge.error());
    loaded.attempt.state = reset::State::AwaitingCode;
    if (!unit.attempts().update(loaded.attempt)) return fail(ErrorCode::Conflict);
    const auto kind = sending.to.kind;
    if (method::is_sent(kind)) return Issued{kind, send_code(ports, context, unit, loaded, sending, std::move(*challenge))};
    ask_for_code(unit, context, loaded, std::move(*challenge));
    return std::nullopt;
}

/// The message is committed.
static void after_commit(const ResetPorts& ports, const std::optional<Issued>& issued) {
    meter_send(ports.meter, issued);
    ports.message_committed();
}

Result<ResetAnswer> ResetService::choose_method(const TenantId& tenant, const Secret& handle, std::string_view method,
                                                std::string_view number, std::string_view region) {
    const ResetContext context(ports_, tenant);
    std::optional<Issued> issued;
    auto answer = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::ChooseMethod);
        if (!loaded) return std::unexpected(loaded.error());
        const auto choices = for_next_gate(loaded->subject, loaded->attempt);
        const auto chosen = std::ranges::find_if(choices, [&](const auto& a) { return context.method_id(loaded->attempt, a) == method; });
        if (chosen == choices.end()) return fail(ErrorCode::MethodNotOffered);

        Sending sending{*chosen};
        if (method::is_phone(chosen->kind)) {
            // Its form is judged for everybody; whether it is the one on file is told only where the tenant explains.
            const auto typed = ports_.phones.parse(number, region.empty() ? std::string_view(loaded->settings.region) : region);
            if (!typed) return std::unexpected(typed.error());
            sending.typed = judge_number(unit, context, *loaded, *chosen, *typed);
            const bool told = loaded->settings.stranger_answers == tenant::StrangerAnswers::Explain;
            if (told && sending.typed == Typed::Differs) return fail(ErrorCode::NumberMismatch);
        }
        const auto done = issue(ports_, context, unit, *loaded, sending);
        if (!done) return std::unexpected(done.error());
        issued = *done;
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
    if (answer) after_commit(ports_, issued);
    return answer;
}

Result<ResetAnswer> ResetService::resend(const TenantId& tenant, const Secret& handle) {
    const ResetContext context(ports_, tenant);
    std::optional<Issued> issued;
    auto answer = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::Resend);
        if (!loaded) return std::unexpected(loaded.error());
        const auto open = unit.challenges().open(loaded->attempt.id);
        if (!open || !method::is_sent(open->kind)) return fail(ErrorCode::NotAllowedNow, "nothing was sent that could be sent again");
        if (loaded->now < open->resend_at) return fail(ErrorCode::ResendTooSoon, {}, open->resend_at - loaded->now);
        const auto choices = for_next_gate(loaded->subject, loaded->attempt);
        const auto same = std::ranges::find(choices, open->authenticator, &method::Authenticator::id);
        if (same == choices.end()) return fail(ErrorCode::MethodNotOffered);
        // The number is not typed again: what did not go to a phone before does not go there now.
        const bool differs = method::is_phone(open->kind) && !open->comparable;
        const Sending sending{*same, Occasion::Again, differs ? Typed::Differs : Typed::Fits};
        const auto done = issue(ports_, context, unit, *loaded, sending);
        if (!done) return std::unexpected(done.error());
        issued = *done;
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
    if (answer) after_commit(ports_, issued);
    return answer;
}

}  // namespace rekey::flows
