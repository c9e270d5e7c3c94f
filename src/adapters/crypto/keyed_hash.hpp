#pragma once
#include <array>

#include "adapters/crypto/key_ring.hpp"
#include "ports/crypto.hpp"

namespace rekey::crypto {

/// HMAC-SHA-256 (RFC 2104) with one key a purpose, derived from the roots by HKDF (RFC 5869).
class HmacKeyedHash final : public ports::KeyedHash {
public:
    explicit HmacKeyedHash(const KeyRing& ring);
    [[nodiscard]] Mac mac(ports::MacPurpose purpose, std::initializer_list<ByteView> parts) const override;

private:
    std::array<Key, 12> keys_;
};

}  // namespace rekey::crypto
