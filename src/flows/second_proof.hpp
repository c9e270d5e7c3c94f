#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/secret.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "domain/tenant/settings.hpp"
#include "ports/crypto.hpp"
#include "ports/store.hpp"
#include "ports/totp.hpp"

namespace rekey::flows {

/// What a typed code is compared with.
struct ProofKey {
    method::Authenticator authenticator;  ///< Totp or RecoveryCode
    Secret totp;
    ports::VerifierSet codes;
};

/// A code that fits, and has to be used up before it counts.
struct ProofMatch {
    IdentityId identity;
    AuthenticatorId authenticator;
    method::Kind kind = method::Kind::Totp;
    std::int64_t step = 0;  ///< Totp
    Mac verifier;           ///< RecoveryCode
};

/// Judges codes of authenticator apps and saved recovery codes, for the reset and for signing in: `load` in one unit of work, `match` with
/// none open (a recovery code costs one Argon2id), `use` in the unit that accepts the proof. The try is counted before, by the caller.
class SecondProof final {
public:
    SecondProof(const ports::Totp& totp, const ports::PasswordHasher& hasher, const ports::KeyedHash& macs)
        : totp_(totp), hasher_(hasher), macs_(macs) {}

    /// For an authenticator that is not there (a decoy's) a key that nothing fits, by the same queries and for the same work afterwards.
    [[nodiscard]] ProofKey load(ports::UnitOfWork& unit, const TenantId& tenant, const method::Authenticator& authenticator) const;
    /// `typed` as the person typed it; `at` by the store's clock.
    [[nodiscard]] std::optional<ProofMatch> match(const ProofKey& key, const Secret& typed, Instant at) const;
    /// True for exactly one caller, on whatever node: the step or the code is used up.
    [[nodiscard]] static bool use(ports::UnitOfWork& unit, const ProofMatch& match);

private:
    const ports::Totp& totp_;
    const ports::PasswordHasher& hasher_;
    const ports::KeyedHash& macs_;
};

/// True for the kinds judged here: nothing is sent for them.
[[nodiscard]] inline bool is_second_proof(method::Kind kind) noexcept {
    return kind == method::Kind::Totp || kind == method::Kind::RecoveryCode;
}

/// What a person may prove with after the password: switched on by the tenant, its waiting time over, and not used up.
[[nodiscard]] std::vector<method::Authenticator> second_proofs(ports::UnitOfWork& unit, const tenant::Settings& settings,
                                                               const identity::Identity& person, std::span<const method::Kind> offered);

/// What is stored of a recovery code, folded already. Runs Argon2id.
[[nodiscard]] Mac recovery_verifier(const Secret& folded, const ports::VerifierSet& set, const ports::PasswordHasher& hasher,
                                    const ports::KeyedHash& macs);

}  // namespace rekey::flows
