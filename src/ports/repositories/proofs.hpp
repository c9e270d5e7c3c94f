#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "ports/repositories/passwords.hpp"

namespace rekey::ports {

/// A person's security questions with what is stored of the answers: MACs of Argon2id outputs, each bound to its question, all with one salt.
struct QuestionSet {
    struct Answered {
        std::string question;  ///< its id
        Mac verifier;
    };
    AuthenticatorId authenticator;
    HashCost cost;
    Bytes salt;
    std::vector<Answered> answered;  ///< in the order they were chosen
};

/// What authenticators prove with that have no address: the key of an app, the verifiers of recovery codes and of answers to security
/// questions. Gone with their authenticator.
class ProofRepository {
public:
    virtual ~ProofRepository() = default;
    /// The authenticator exists already.
    virtual void add_totp(const AuthenticatorId& authenticator, const Secret& key) = 0;
    [[nodiscard]] virtual std::optional<Secret> totp_key(const AuthenticatorId& authenticator) = 0;
    /// Uses up a step and all before it; true for exactly one caller (RFC 6238 section 5.2: a code is accepted once).
    [[nodiscard]] virtual bool use_step(const AuthenticatorId& authenticator, std::int64_t step) = 0;

    /// All codes of a set share one salt, so that a guess costs one hash.
    virtual void add_codes(const AuthenticatorId& authenticator, const VerifierSet& codes) = 0;
    /// The codes that are left, perhaps none; nothing when there never was such a set.
    [[nodiscard]] virtual std::optional<VerifierSet> codes(const AuthenticatorId& authenticator) = 0;
    /// Uses up a code; true for exactly one caller.
    [[nodiscard]] virtual bool use_code(const AuthenticatorId& authenticator, const Mac& verifier) = 0;
    /// Sets of recovery codes with none left go, and are not offered any more. When a reset or a sign-in is complete.
    virtual void remove_empty_sets(const IdentityId& identity) = 0;

    virtual void add_questions(const QuestionSet& set) = 0;
    /// All sets of a person, of methods that ended or wait too: by one query, so that asking costs the same for everybody.
    [[nodiscard]] virtual std::vector<QuestionSet> questions(const IdentityId& identity) = 0;
};

}  // namespace rekey::ports
