#pragma once
#include "flows/not_me.hpp"
#include "flows/registration_service.hpp"
#include "flows/security_info.hpp"
#include "flows/session_keeper.hpp"
#include "support/fake_directory.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {

/// Signed-in people over a given store, and the services a browser reaches.
class RegistrationRig : public ResetRig {
public:
    RegistrationRig(ports::Store& store_, ports::Entropy& entropy_, const ports::KeyedHash& macs_, const ports::PasswordHasher& hasher_)
        : ResetRig(store_, entropy_, macs_, hasher_, kOffered),
          account{store_, entropy_, macs_, hasher, strength, directory, kOffered, [] {}},
          registrations({account, totp, phones, meter}),
          security({account, totp, phones, meter}),
          links(account) {}

    inline static const std::vector<method::Kind> kOffered{
        method::Kind::Sms,  method::Kind::VoiceMobile,  method::Kind::VoiceOffice,      method::Kind::Email,
        method::Kind::Totp, method::Kind::RecoveryCode, method::Kind::SecurityQuestions};

    flows::SignInPorts account;
    flows::RegistrationService registrations;
    flows::SecurityInfo security;
    flows::NotMeService links;

    /// A browser that has just signed in with the password; `ago`: as long as that is past.
    [[nodiscard]] std::optional<Secret> sign_in(const IdentityId& id, Duration ago = Duration{0}) {
        return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) -> std::optional<Secret> {
            signin::Session session;
            session.identity = id;
            session.stage = signin::Stage::SignedIn;
            session.security_stamp = unit.identities().find(id)->security_stamp;
            session.network = "198.51.100.1";
            session.signed_in_at = unit.now() - ago;
            return flows::SessionKeeper(account, tenant).begin(unit, session, tenant::Settings{});
        });
    }
    [[nodiscard]] std::vector<method::Authenticator> on_file(const IdentityId& id) {
        return store.begin(tenant, ports::Access::Read)->authenticators().of(id);
    }
    /// The newest waiting message of that kind; ends all that wait.
    [[nodiscard]] std::vector<message::Message> messages(message::Kind kind) {
        std::vector<message::Message> all;
        for (const auto channel : {method::Channel::Email, method::Channel::Sms, method::Channel::Voice}) {
            for (auto& each : collect_messages(channel)) {
                if (each.kind == kind) all.push_back(std::move(each));
            }
        }
        return all;
    }
    /// Registers an address for a signed-in person, with the code that was sent.
    [[nodiscard]] Result<flows::RegistrationStatus> add(const std::optional<Secret>& session, registration::Item item,
                                                        std::string_view value, std::string_view replaces = {}) {
        const auto begun = registrations.start(tenant, session, {item, std::string(value), {}, {}, std::string(replaces)}, caller);
        if (!begun) return std::unexpected(begun.error());
        return prove(session, *begun);
    }
    [[nodiscard]] Result<flows::RegistrationStatus> prove(const std::optional<Secret>& session, const flows::EnrollmentView& begun) {
        const auto sent = messages(message::Kind::RegistrationCode);
        return registrations.prove(tenant, session, *begun.handle, Secret{sent.at(0).parameters.at("code")}, caller);
    }
};

}  // namespace rekey::test
