#pragma once
#include "adapters/crypto/guarded.hpp"
#include "adapters/crypto/key_ring.hpp"
#include "ports/crypto.hpp"

namespace rekey::crypto {

/// HMAC-SHA-256 (RFC 2104) with one key a purpose, derived from the roots by HKDF (RFC 5869). The keys' own blocks are hashed once, at
/// the start: half of what a short MAC costs.
class HmacKeyedHash final : public ports::KeyedHash {
public:
    /// Throws as `guarded_memory` does.
    explicit HmacKeyedHash(const KeyRing& ring);
    [[nodiscard]] Mac mac(ports::MacPurpose purpose, std::initializer_list<ByteView> parts) const override;

private:
    struct Keyed;
    Guarded<Keyed> keyed_;
};

}  // namespace rekey::crypto
