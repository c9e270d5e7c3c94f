#pragma once
#include "domain/message/message.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

struct CallAnswerPorts {
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
};

/// Takes what the person who was called said by the keys, in the unit of work that ends the message. Confirming opens no gate: the browser's
/// next answer does, by the single use of a code. 9 makes the challenge fit nothing and stops calls to the account for a while; the page
/// shows nothing of it (docs/adr/0022). A call of a registration, or one whose challenge is gone, changes nothing.
void take_call_answer(ports::UnitOfWork& unit, const CallAnswerPorts& ports, const TenantId& tenant, const MessageId& message,
                      message::Keyed keyed);

}  // namespace rekey::flows
