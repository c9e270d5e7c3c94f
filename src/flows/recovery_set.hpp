#pragma once
#include <vector>

#include "base/secret.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/repositories/passwords.hpp"

namespace rekey::flows {

/// Ten codes to be written down, and what is stored of them.
struct RecoverySet {
    std::vector<Secret> codes;
    ports::VerifierSet set;
};

/// Runs Argon2id ten times: with no transaction open.
[[nodiscard]] RecoverySet draw_recovery_set(ports::Entropy& entropy, const ports::PasswordHasher& hasher, const ports::KeyedHash& macs);

/// The verifiers as an enrollment keeps them until the codes are written down.
[[nodiscard]] Secret packed(const ports::VerifierSet& set);
/// Throws Fault(Invariant) for what `packed` did not make.
[[nodiscard]] ports::VerifierSet unpacked(const Secret& packed);

}  // namespace rekey::flows
