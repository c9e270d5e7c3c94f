#pragma once
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "domain/identity/identity.hpp"
#include "ports/crypto.hpp"
#include "ports/later.hpp"

namespace rekey::ports {

/// Verifiers that share one salt and cost, so that one Argon2id hash is compared with all of them (docs/adr/0003).
struct VerifierSet {
    HashCost cost;
    Bytes salt;
    std::vector<Mac> verifiers;  ///< MACs of Argon2id outputs, newest first
};

struct PasswordRecord {
    VerifierSet current;               ///< its first verifier is today's password
    std::optional<VerifierSet> older;  ///< history made at an earlier cost; dropped by the change after the next
    Instant set_at;
    bool must_change = false;          ///< set by somebody else: good for one sign-in, which ends in a change
    std::int64_t version = 0;
};

class PasswordRepository {
public:
    virtual ~PasswordRepository() = default;
    [[nodiscard]] virtual Later<std::optional<PasswordRecord>> find(const IdentityId& identity) = 0;
    /// Writes over the version that was read (0: there was none); false when somebody was faster.
    [[nodiscard]] virtual bool save(const IdentityId& identity, const PasswordRecord& record) = 0;
};

}  // namespace rekey::ports
