#include "adapters/crypto/keyed_hash.hpp"

#include <sodium.h>

#include <array>
#include <string>
#include <string_view>

#include "adapters/crypto/hkdf.hpp"
#include "adapters/crypto/parts.hpp"

namespace rekey::crypto {
namespace {

using ports::MacPurpose;

struct Derivation {
    MacPurpose purpose;
    std::string_view name;
};

// The names are part of every stored MAC: never change one.
constexpr std::array kDerivations{
    Derivation{MacPurpose::AttemptHandle, "attempt_handle"},
    Derivation{MacPurpose::Code, "code"},
    Derivation{MacPurpose::Counter, "counter"},
    Derivation{MacPurpose::Decoy, "decoy"},
    Derivation{MacPurpose::CaptchaMark, "captcha_mark"},
    Derivation{MacPurpose::Audit, "audit"},
    Derivation{MacPurpose::PasswordVerifier, "password_verifier"},
    Derivation{MacPurpose::MethodId, "method_id"},
    Derivation{MacPurpose::Address, "address"},
    Derivation{MacPurpose::Network, "network"},
    Derivation{MacPurpose::Session, "session"},
    Derivation{MacPurpose::WrongPassword, "wrong_password"},
    Derivation{MacPurpose::Receipt, "receipt"},
    Derivation{MacPurpose::DirectoryEntry, "directory_entry"},
};

constexpr std::size_t index(MacPurpose purpose) noexcept { return static_cast<std::size_t>(purpose); }
constexpr bool never_changes(MacPurpose purpose) noexcept {
    return purpose == MacPurpose::Decoy || purpose == MacPurpose::PasswordVerifier;
}

}  // namespace

/// Guarded as a Key is: whoever has a state can make MACs.
struct HmacKeyedHash::Keyed {
    std::array<crypto_auth_hmacsha256_state, kDerivations.size()> states;
};

HmacKeyedHash::HmacKeyedHash(const KeyRing& ring) : keyed_(make_guarded<Keyed>()) {
    for (const auto& [purpose, name] : kDerivations) {
        const Key& root = never_changes(purpose) ? ring.fixed : ring.mac;
        const Key key = hkdf_sha256(root.view(), as_bytes("rekey"), as_bytes("mac " + std::string(name)));
        crypto_auth_hmacsha256_init(&keyed_->states.at(index(purpose)), key.data(), Key::kSize);
    }
}

Mac HmacKeyedHash::mac(MacPurpose purpose, std::initializer_list<ByteView> parts) const {
    auto state = keyed_->states.at(index(purpose));
    for (const auto part : parts) {
        const auto length = length_prefix(part.size());
        crypto_auth_hmacsha256_update(&state, length.data(), length.size());
        crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    }
    Mac mac;
    crypto_auth_hmacsha256_final(&state, mac.bytes.data());
    sodium_memzero(&state, sizeof state);
    return mac;
}

}  // namespace rekey::crypto
