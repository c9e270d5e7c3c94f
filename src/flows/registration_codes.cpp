#include "flows/registration_codes.hpp"

#include <algorithm>

#include "domain/method/totp_key.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/random_token.hpp"

namespace rekey::flows {
namespace {

using registration::Enrollment;

std::int64_t digits_of(method::Kind via, const tenant::Settings& settings) {
    if (via == method::Kind::Totp) return method::kTotpDigits;
    if (!method::is_sent(via)) return 0;
    return via == method::Kind::Email ? settings.email_digits : settings.phone_digits;
}

/// Both are counted before anything is sent, whatever the first says.
Result<void> within_budget(const Work& work, const Enrollment& enrollment) {
    const auto& [ports, context, unit, who, caller] = work;
    struct Budget {
        policy::Limit limit;
        Mac key;
    };
    const auto& settings = who.active.settings;
    const Budget budgets[] = {{policy::sends_per_account(settings, enrollment.via), context.account_key(who.active.identity.id)},
                              {policy::sends_per_destination(settings, enrollment.via), context.address_key(enrollment.value.reveal())}};
    Duration wait{0};
    for (const auto& [limit, key] : budgets) {
        if (unit.counters().add(limit.name, key, limit.window) > limit.count)
            wait = std::max(wait, unit.counters().ends_at(limit.name, key) - unit.now());
    }
    if (wait > Duration{0}) return fail(ErrorCode::TooManyCodes, "budget of codes", wait);
    return {};
}

message::Message code_message(const Work& work, const Enrollment& enrollment, const Secret& code) {
    const auto& who = work.who;
    const auto& language = who.active.identity.language;
    message::Message message;
    message.id = ports::make_id<MessageId>(work.ports.account.entropy);
    message.kind = message::Kind::RegistrationCode;
    message.channel = method::channel_of(enrollment.via);
    message.destination = std::string(enrollment.value.reveal());
    message.language = language.empty() ? who.active.settings.default_language : language;
    message.parameters = {{"code", std::string(code.reveal())}, {"expires", to_rfc3339(enrollment.code_expires_at)}};
    message.created_at = who.active.now;
    message.expires_at = enrollment.code_expires_at;
    return message;
}

}  // namespace

Result<Secret> draw_code(const Work& work, Enrollment& enrollment) {
    if (const auto allowed = within_budget(work, enrollment); !allowed) return std::unexpected(allowed.error());
    const auto& [now, settings, session, identity] = work.who.active;
    auto code = draw_digits(work.ports.account.entropy, digits_of(enrollment.via, settings));
    enrollment.code = work.context.code_mac(enrollment.id, code.reveal());
    enrollment.code_expires_at = std::min(now + minutes{settings.code_minutes}, enrollment.expires_at);
    enrollment.resend_at = now + seconds{settings.resend_seconds};
    ++enrollment.sends;
    return code;
}

Issued send_code(const Work& work, const Enrollment& enrollment, const Secret& code) {
    const auto& active = work.who.active;
    const auto network = policy::client_network(work.caller.address);
    const auto why =
        count_shared(work.unit, work.context.budget_ports(), work.context.tenant(),
                     {active.settings, enrollment.via, enrollment.value.reveal(), network, active.identity.id}, Withheld::Nothing);
    auto message = code_message(work, enrollment, code);
    message.deliverable = why == Withheld::Nothing;
    work.unit.outbox().add(message);
    SessionKeeper::Details details{{"method", std::string(method::name(enrollment.via))}, {"for", "registration"}};
    if (!message.deliverable) details.emplace("reason", name(why));
    work.context.audit(work.unit, message.deliverable ? audit::Kind::CodeSent : audit::Kind::CodeSuppressed, work.who, work.caller,
                       std::move(details));
    return {enrollment.via, why};
}

Result<EnrollmentView> after_commit(const RegistrationPorts& ports, Result<Begun> begun) {
    if (!begun) return std::unexpected(std::move(begun.error()));
    meter_send(ports.meter, begun->issued);
    ports.account.message_committed();
    return std::move(begun->view);
}

EnrollmentView view_of(const Registrant& who, const Enrollment& enrollment) {
    EnrollmentView view;
    view.item = enrollment.item;
    view.purpose = enrollment.purpose;
    view.via = enrollment.via;
    view.state = enrollment.state;
    view.now = who.active.now;
    view.expires_at = enrollment.expires_at;
    view.digits = digits_of(enrollment.via, who.active.settings);
    if (!method::is_sent(enrollment.via)) return view;
    view.hint = method::hint_for(enrollment.via, enrollment.value.reveal());
    view.code_expires_at = enrollment.code_expires_at;
    if (enrollment.sends <= who.active.settings.resends) view.resend_at = enrollment.resend_at;
    return view;
}

}  // namespace rekey::flows
