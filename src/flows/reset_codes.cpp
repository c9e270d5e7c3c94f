// Sending codes: choosing a method and asking for a new code are the same act, a new challenge with a message beside it.
#include <algorithm>

#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

/// Digits without modulo bias (security item 53); never formatted by a locale.
Secret draw_code(ports::Entropy& entropy, std::int64_t digits) {
    std::string text;
    for (std::int64_t i = 0; i < digits; ++i) text += static_cast<char>('0' + entropy.below(10));
    Secret code{std::string_view(text)};
    wipe(text);
    return code;
}

/// Counted before anything is sent, both of them whatever the first says.
bool within_budget(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, const method::Authenticator& to) {
    const auto account = policy::sends_per_account(loaded.settings, to.kind);
    const auto destination = policy::sends_per_destination(loaded.settings, to.kind);
    const auto by_account = unit.counters().add(account.name, context.account_key(loaded.subject.id), account.window);
    const auto by_destination = unit.counters().add(destination.name, context.address_key(to.address), destination.window);
    return by_account <= account.count && by_destination <= destination.count;
}

message::Message code_message(const Loaded& loaded, const reset::Challenge& challenge, const method::Authenticator& to, const Secret& code,
                              MessageId id) {
    message::Message message;
    message.id = id;
    message.kind = message::Kind::ResetCode;
    message.channel = method::channel_of(to.kind);
    message.destination = to.address;
    message.language = loaded.attempt.language;
    message.parameters = {
        {"code", std::string(code.reveal())}, {"expires", to_rfc3339(challenge.expires_at)}, {"user", loaded.attempt.typed}};
    message.deliverable = challenge.comparable;
    message.created_at = loaded.now;
    message.expires_at = challenge.expires_at;
    return message;
}

}  // namespace

/// Ends the open challenge, makes the next one and its message. The caller saves the attempt.
static Result<void> issue_code(const ResetPorts& ports, const ResetContext& context, ports::UnitOfWork& unit, Loaded& loaded,
                               const method::Authenticator& to, bool resent) {
    if (unit.challenges().sends(loaded.attempt.id, to.id) > loaded.settings.resends) return fail(ErrorCode::NoResendsLeft);
    if (const auto open = unit.challenges().open(loaded.attempt.id)) static_cast<void>(unit.challenges().end(open->id, loaded.now));

    reset::Challenge challenge;
    challenge.id = ports::make_id<ChallengeId>(ports.entropy);
    challenge.attempt = loaded.attempt.id;
    challenge.kind = to.kind;
    challenge.authenticator = to.id;
    challenge.comparable = within_budget(unit, context, loaded, to) && loaded.attempt.live;
    challenge.resent = resent;
    challenge.created_at = loaded.now;
    challenge.expires_at = std::min(loaded.now + minutes{loaded.settings.code_minutes}, loaded.attempt.expires_at);
    challenge.resend_at = loaded.now + seconds{loaded.settings.resend_seconds};
    const auto code =
        draw_code(ports.entropy, to.kind == method::Kind::Email ? loaded.settings.email_digits : loaded.settings.phone_digits);
    challenge.code = context.code_mac(challenge.id, code.reveal());

    unit.challenges().insert(challenge);
    unit.outbox().add(code_message(loaded, challenge, to, code, ports::make_id<MessageId>(ports.entropy)));
    loaded.attempt.state = reset::State::AwaitingCode;
    if (!unit.attempts().update(loaded.attempt)) return fail(ErrorCode::Conflict);
    context.audit(unit, challenge.comparable ? audit::Kind::CodeSent : audit::Kind::CodeSuppressed, loaded.attempt,
                  {{"method", std::string(method::name(to.kind))}});
    return {};
}

Result<ResetAnswer> ResetService::choose_method(const TenantId& tenant, const Secret& handle, std::string_view method,
                                                std::string_view /*number*/) {
    const ResetContext context(ports_, tenant);
    auto answer = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::ChooseMethod);
        if (!loaded) return std::unexpected(loaded.error());
        const auto choices = for_next_gate(loaded->subject, loaded->attempt);
        const auto chosen = std::ranges::find_if(choices, [&](const auto& a) { return context.method_id(loaded->attempt, a) == method; });
        if (chosen == choices.end()) return fail(ErrorCode::MethodNotOffered);
        if (const auto issued = issue_code(ports_, context, unit, *loaded, *chosen, false); !issued) return std::unexpected(issued.error());
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
    if (answer) ports_.message_committed();
    return answer;
}

Result<ResetAnswer> ResetService::resend(const TenantId& tenant, const Secret& handle) {
    const ResetContext context(ports_, tenant);
    auto answer = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::Resend);
        if (!loaded) return std::unexpected(loaded.error());
        const auto open = unit.challenges().open(loaded->attempt.id);
        if (!open) return fail(ErrorCode::NotAllowedNow, "no open challenge");
        if (loaded->now < open->resend_at) return fail(ErrorCode::ResendTooSoon, {}, open->resend_at - loaded->now);
        const auto choices = for_next_gate(loaded->subject, loaded->attempt);
        const auto same = std::ranges::find(choices, open->authenticator, &method::Authenticator::id);
        if (same == choices.end()) return fail(ErrorCode::MethodNotOffered);
        if (const auto issued = issue_code(ports_, context, unit, *loaded, *same, true); !issued) return std::unexpected(issued.error());
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
    if (answer) ports_.message_committed();
    return answer;
}

}  // namespace rekey::flows
