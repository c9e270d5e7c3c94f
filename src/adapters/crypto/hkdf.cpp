#include "adapters/crypto/hkdf.hpp"

#include <sodium.h>

#include <initializer_list>

#include "adapters/crypto/sodium.hpp"

namespace rekey::crypto {
namespace {

Key hmac(ByteView key, std::initializer_list<ByteView> parts) {
    crypto_auth_hmacsha256_state state;
    constexpr std::uint8_t kNothing = 0;  // an empty view has no address, which the library wants
    crypto_auth_hmacsha256_init(&state, key.empty() ? &kNothing : key.data(), key.size());
    for (const auto part : parts) crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    Key out;
    crypto_auth_hmacsha256_final(&state, out.out().data());
    sodium_memzero(&state, sizeof state);
    return out;
}

}  // namespace

Key hkdf_sha256(ByteView secret, ByteView salt, ByteView info) {
    require_sodium();
    constexpr std::uint8_t kFirstBlock = 1;
    const Key extracted = hmac(salt, {secret});
    return hmac(extracted.view(), {info, ByteView{&kFirstBlock, 1}});
}

}  // namespace rekey::crypto
