#pragma once
#include "ports/crypto.hpp"

namespace rekey::crypto {

/// Argon2id version 1.3 (RFC 9106), one lane, 32 bytes, by libsodium, which picks the fastest code for the processor.
class Argon2idHasher final : public ports::PasswordHasher {
public:
    explicit Argon2idHasher(ports::HashCost cost);
    [[nodiscard]] ports::HashCost current_cost() const override { return cost_; }
    [[nodiscard]] Secret hash(const Secret& password, ByteView salt, const ports::HashCost& cost) const override;

private:
    ports::HashCost cost_;
};

}  // namespace rekey::crypto
