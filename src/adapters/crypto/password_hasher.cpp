#include "adapters/crypto/password_hasher.hpp"

#include <sodium.h>

#include <array>

#include "adapters/crypto/sodium.hpp"
#include "base/error.hpp"

namespace rekey::crypto {

Argon2idHasher::Argon2idHasher(ports::HashCost cost) : cost_(cost) { require_sodium(); }

Secret Argon2idHasher::hash(const Secret& password, ByteView salt, const ports::HashCost& cost) const {
    if (salt.size() != crypto_pwhash_argon2id_SALTBYTES) throw Fault(FaultKind::Invariant, "Argon2id: the salt is not 16 bytes");
    if (cost.passes < 1 || cost.memory_kib < 8) throw Fault(FaultKind::Invariant, "Argon2id: the cost is too low");

    std::array<std::uint8_t, 32> out{};
    const int failed = crypto_pwhash_argon2id(out.data(), out.size(), password.reveal().data(), password.size(), salt.data(),
                                              static_cast<unsigned long long>(cost.passes),
                                              static_cast<std::size_t>(cost.memory_kib) * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (failed != 0) throw Fault(FaultKind::Invariant, "Argon2id: not enough memory, or the cost is out of bounds");
    Secret hash{ByteView(out)};
    sodium_memzero(out.data(), out.size());
    return hash;
}

}  // namespace rekey::crypto
