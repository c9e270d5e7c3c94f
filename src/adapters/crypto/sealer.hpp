#pragma once
#include "adapters/crypto/key_ring.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"

namespace rekey::crypto {

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with random nonces. A sealed value is
/// key id (4 bytes, big end first) | nonce (24) | ciphertext | tag (16), that is 44 bytes longer than what it holds.
class XChaChaSealer final : public ports::Sealer {
public:
    static constexpr std::size_t kOverhead = 44;

    /// Both outlive the sealer.
    XChaChaSealer(const KeyRing& ring, ports::Entropy& entropy);
    [[nodiscard]] Bytes seal(ByteView plain, const ports::SealContext& context) const override;
    [[nodiscard]] std::optional<Bytes> open(ByteView sealed, const ports::SealContext& context) const override;

private:
    const KeyRing& ring_;
    ports::Entropy& entropy_;
};

}  // namespace rekey::crypto
