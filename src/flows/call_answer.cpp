#include "flows/call_answer.hpp"

#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"

namespace rekey::flows {
namespace {

void deny(ports::UnitOfWork& unit, const CallAnswerPorts& ports, const TenantId& tenant, const MessageId& message) {
    const auto denied = unit.challenges().deny(message);
    std::optional<reset::Attempt> attempt;
    if (denied) attempt = unit.attempts().find(*denied);
    if (!attempt) return;
    const auto stop = policy::denied_calls();
    // A provider may tell it twice, and a person press it twice.
    if (unit.counters().add(stop.name, message_key(ports.macs, tenant, message), stop.window) > 1) return;
    static_cast<void>(unit.counters().add(stop.name, account_key(ports.macs, tenant, attempt->subject), stop.window));
    audit::Event event;
    event.id = ports::make_id<EventId>(ports.entropy);
    event.at = unit.now();
    event.kind = audit::Kind::CallDenied;
    event.identity = attempt->subject;
    event.attempt = attempt->id;
    event.actor = "person";
    event.network = attempt->network;
    unit.audit().append(event);
}

}  // namespace

void take_call_answer(ports::UnitOfWork& unit, const CallAnswerPorts& ports, const TenantId& tenant, const MessageId& message,
                      message::Keyed keyed) {
    switch (keyed) {
        case message::Keyed::Nothing: return;
        case message::Keyed::Confirmed: static_cast<void>(unit.challenges().confirm(message, unit.now())); return;
        case message::Keyed::Denied: deny(unit, ports, tenant, message); return;
    }
}

}  // namespace rekey::flows
