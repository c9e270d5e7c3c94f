#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace rekey::ports {

/// Each purpose has a key of its own (derived from the key file), so that a MAC made for one can never pass for another.
enum class MacPurpose : std::uint8_t {
    AttemptHandle,
    Code,
    Counter,
    Decoy,
    CaptchaMark,
    Audit,
    PasswordVerifier,
    MethodId,
    Address,
    Network,
    Session,
    WrongPassword,
    Receipt,
    DirectoryEntry
};

/// HMAC-SHA-256 (RFC 2104) under the server's key of that purpose. Parts are length-prefixed, so ("ab","c") differs from ("a","bc").
/// Decoy and PasswordVerifier keys are never rotated. Safe to call from several threads. Does not fail.
class KeyedHash {
public:
    virtual ~KeyedHash() = default;
    [[nodiscard]] virtual Mac mac(MacPurpose purpose, std::initializer_list<ByteView> parts) const = 0;
};

/// Where a sealed value belongs: moving it to another row, column or table makes it unreadable.
struct SealContext {
    std::string_view table, column;
    ByteView tenant, row;
};

/// Authenticated encryption (XChaCha20-Poly1305) under the newest data key; opens what older keys sealed.
class Sealer {
public:
    virtual ~Sealer() = default;
    [[nodiscard]] virtual Bytes seal(ByteView plain, const SealContext& context) const = 0;
    /// Nothing when it was altered, moved, or sealed under a key that is gone.
    [[nodiscard]] virtual std::optional<Bytes> open(ByteView sealed, const SealContext& context) const = 0;
};

/// Argon2id (RFC 9106) cost: memory in KiB, passes; one lane.
struct HashCost {
    std::int64_t memory_kib = 19456;
    std::int64_t passes = 2;
    friend auto operator<=>(const HashCost&, const HashCost&) = default;
};

/// Slow on purpose (about 30 ms of a core and 19 MiB at the default cost): call it on the hash executor, with no transaction open.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    [[nodiscard]] virtual HashCost current_cost() const = 0;
    /// 32 bytes. `salt` is 16 bytes. Throws Fault when memory is lacking.
    [[nodiscard]] virtual Secret hash(const Secret& password, ByteView salt, const HashCost& cost) const = 0;
};

}  // namespace rekey::ports
