#pragma once
#include <memory>

#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/key_ring.hpp"
#include "adapters/crypto/keyed_hash.hpp"
#include "adapters/crypto/password_hasher.hpp"
#include "adapters/crypto/sealer.hpp"
#include "adapters/directory/ldap_connector.hpp"
#include "adapters/otp/totp.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "adapters/speech/espeak.hpp"
#include "adapters/system/clock.hpp"
#include "config/config.hpp"
#include "ports/store.hpp"

namespace rekey::app {

/// The adapters every command needs: clock, keys, crypto and the store. Throws Fault in words for the operator when the key file or
/// the store cannot be used.
class Adapters final {
public:
    Adapters(const config::Config& config, const config::Environment& environment);
    Adapters(const Adapters&) = delete;
    Adapters& operator=(const Adapters&) = delete;

    system::SystemClock clock;
    crypto::OsEntropy entropy;
    crypto::KeyRing keys;
    crypto::HmacKeyedHash macs;
    crypto::XChaChaSealer sealer;
    crypto::Argon2idHasher hasher;
    otp::OathTotp totp;
    phone::LibPhoneNumbers phones;
    speech::EspeakSpeech speech;
    std::unique_ptr<ports::Store> store;
    ldap::LdapConnectors connectors;
};

/// The store's URL with the password that is kept apart from the configuration (PostgreSQL).
[[nodiscard]] std::string store_url(const config::Config& config, const config::Environment& environment);

/// The kinds of proof this server can do. What is sent needs a provider; in development /dev/outbox is one.
enum class Providers : std::uint8_t { Configured, Development };
[[nodiscard]] std::vector<method::Kind> offered_kinds(const config::Config& config, Providers providers);

}  // namespace rekey::app
