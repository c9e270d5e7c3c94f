#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "domain/message/message.hpp"
#include "domain/method/method.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What a notice says, whoever gets it.
struct AccountNotice {
    message::Kind kind = message::Kind::MethodAdded;
    std::string language;
    message::Parameters parameters;
    bool deliverable = true;  ///< a decoy's is stored, for the work, and never sent
};

/// One notice to each address this server can reach. A mobile is on file for texts and for calls: one notice, by text. Returns how many.
inline std::int64_t notify(ports::UnitOfWork& unit, ports::Entropy& entropy, std::span<const method::Kind> offered,
                           std::span<const method::Authenticator> to, const AccountNotice& notice) {
    std::vector<std::string> told;
    for (const auto& authenticator : to) {
        const bool reachable = method::is_sent(authenticator.kind) && std::ranges::find(offered, authenticator.kind) != offered.end();
        const bool by_voice = method::channel_of(authenticator.kind) == method::Channel::Voice;
        if (!reachable || by_voice || std::ranges::find(told, authenticator.address) != told.end()) continue;
        told.push_back(authenticator.address);
        message::Message message;
        message.id = ports::make_id<MessageId>(entropy);
        message.kind = notice.kind;
        message.channel = method::channel_of(authenticator.kind);
        message.destination = authenticator.address;
        message.language = notice.language;
        message.parameters = notice.parameters;
        message.deliverable = notice.deliverable;
        message.created_at = unit.now();
        message.expires_at = unit.now() + days{3};
        unit.outbox().add(message);
    }
    return std::ssize(told);
}

}  // namespace rekey::flows
