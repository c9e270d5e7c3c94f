#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/identity/identity.hpp"
#include "domain/message/message.hpp"
#include "domain/method/method.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

struct NoticePorts {
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
    std::span<const method::Kind> offered;  ///< kinds that have a provider: notices go there
};

/// What a notice says, whoever gets it.
struct AccountNotice {
    message::Kind kind = message::Kind::MethodAdded;
    std::string language;
    message::Parameters parameters;
    bool deliverable = true;  ///< a decoy's is stored, for the work, and never sent
};

/// One notice to each address this server can reach. A mobile is on file for texts and for calls: one notice, by text. No budget holds one
/// back. Of those that say the same to the same address within a minute, the first goes at once and the second when the minute is over; what
/// comes between joins the second, so that nobody is flooded and what happened last is not hidden behind what happened first. Returns how
/// many addresses are told.
std::int64_t notify(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, std::span<const method::Authenticator> to,
                    const AccountNotice& notice);

/// Somebody of a directory is told in the mailbox that it names, too. It is on file for nothing else: the lost password opens it. Empty:
/// there is none.
[[nodiscard]] std::vector<method::Authenticator> directory_mailbox(ports::UnitOfWork& unit, const IdentityId& person);

/// The same to every administrator, each in their language, but `except`; to the help desk's address when none of them can be reached.
void tell_administrators(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, message::Kind kind,
                         const message::Parameters& parameters, const IdentityId& except = {});

}  // namespace rekey::flows
