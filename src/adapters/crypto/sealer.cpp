#include "adapters/crypto/sealer.hpp"

#include <sodium.h>

#include <algorithm>

#include "adapters/crypto/parts.hpp"

namespace rekey::crypto {
namespace {

constexpr std::size_t kIdSize = 4;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kIdSize + kNonceSize + kTagSize == XChaChaSealer::kOverhead);
static_assert(Key::kSize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

/// Where the value lives, as the associated data of the cipher: table, column, tenant, row, each after its length.
Bytes binding(const ports::SealContext& context) {
    Bytes bound;
    for (const auto part : {as_bytes(context.table), as_bytes(context.column), context.tenant, context.row}) {
        const auto length = length_prefix(part.size());
        bound.insert(bound.end(), length.begin(), length.end());
        bound.insert(bound.end(), part.begin(), part.end());
    }
    return bound;
}

void put_id(std::uint32_t id, std::span<std::uint8_t> out) {
    const auto bytes = length_prefix(id);
    std::ranges::copy(std::span(bytes).last<kIdSize>(), out.begin());
}

std::uint32_t get_id(ByteView bytes) {
    std::uint32_t id = 0;
    for (const auto byte : bytes.first(kIdSize)) id = id << 8U | byte;
    return id;
}

}  // namespace

XChaChaSealer::XChaChaSealer(const KeyRing& ring, ports::Entropy& entropy) : ring_(ring), entropy_(entropy) {}

Bytes XChaChaSealer::seal(ByteView plain, const ports::SealContext& context) const {
    const auto& newest = ring_.seals.back();
    Bytes sealed(kOverhead + plain.size());
    const auto nonce = std::span(sealed).subspan(kIdSize, kNonceSize);
    put_id(newest.id, sealed);
    entropy_.fill(nonce);
    const Bytes bound = binding(context);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kIdSize + kNonceSize, nullptr, plain.data(), plain.size(), bound.data(),
                                               bound.size(), nullptr, nonce.data(), newest.key.data());
    return sealed;
}

std::optional<Bytes> XChaChaSealer::open(ByteView sealed, const ports::SealContext& context) const {
    if (sealed.size() < kOverhead) return std::nullopt;
    const auto key = std::ranges::find(ring_.seals, get_id(sealed), &SealKey::id);
    if (key == ring_.seals.end()) return std::nullopt;

    const auto nonce = sealed.subspan(kIdSize, kNonceSize);
    const auto body = sealed.subspan(kIdSize + kNonceSize);
    const Bytes bound = binding(context);
    Bytes plain(body.size() - kTagSize);
    const bool genuine = crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, body.data(), body.size(), bound.data(),
                                                                    bound.size(), nonce.data(), key->key.data()) == 0;
    if (!genuine) return std::nullopt;
    return plain;
}

}  // namespace rekey::crypto
