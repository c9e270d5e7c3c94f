#pragma once
#include <string>
#include <string_view>

#include "domain/reset/attempt.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::test {

inline constexpr auto kStart = from_millis(1'700'000'000'000);

inline Mac random_mac(ports::Entropy& entropy) {
    Mac mac;
    entropy.fill(mac.bytes);
    return mac;
}

inline identity::Identity make_identity(ports::Entropy& entropy, std::string_view user_name) {
    identity::Identity person;
    person.id = ports::make_id<IdentityId>(entropy);
    person.user_name = user_name;
    person.display_name = "Anna de Vries";
    person.given_name = "Anna";
    person.surname = "de Vries";
    person.language = "nl";
    person.role = identity::Role::Helpdesk;
    person.security_stamp = 3;
    person.created_at = kStart;
    return person;
}

inline method::Authenticator make_mailbox(ports::Entropy& entropy, const IdentityId& owner, std::string_view address) {
    method::Authenticator mailbox;
    mailbox.id = ports::make_id<AuthenticatorId>(entropy);
    mailbox.identity = owner;
    mailbox.address = address;
    mailbox.usable_from = kStart;
    mailbox.created_at = kStart;
    return mailbox;
}

inline reset::Attempt make_attempt(ports::Entropy& entropy, Instant start = kStart) {
    reset::Attempt attempt;
    attempt.id = ports::make_id<AttemptId>(entropy);
    attempt.handle = random_mac(entropy);
    attempt.subject = ports::make_id<IdentityId>(entropy);
    attempt.live = true;
    attempt.typed = "Anna@Contoso.example";
    attempt.language = "en";
    attempt.network = "198.51.100.1";
    attempt.started_at = start;
    attempt.expires_at = start + minutes{15};
    return attempt;
}

inline reset::Challenge make_challenge(ports::Entropy& entropy, const AttemptId& attempt, Instant start = kStart) {
    reset::Challenge challenge;
    challenge.id = ports::make_id<ChallengeId>(entropy);
    challenge.attempt = attempt;
    challenge.authenticator = ports::make_id<AuthenticatorId>(entropy);
    challenge.code = random_mac(entropy);
    challenge.created_at = start;
    challenge.expires_at = start + minutes{10};
    challenge.resend_at = start + seconds{30};
    return challenge;
}

inline message::Message make_message(ports::Entropy& entropy, message::Kind kind, Instant created, Instant expires) {
    message::Message message;
    message.id = ports::make_id<MessageId>(entropy);
    message.kind = kind;
    message.destination = "anna.private@mail.example";
    message.language = "en";
    message.parameters = {{"code", "12345678"}, {"user", "anna=1\\\nb"}};
    message.created_at = created;
    message.expires_at = expires;
    return message;
}

}  // namespace rekey::test
