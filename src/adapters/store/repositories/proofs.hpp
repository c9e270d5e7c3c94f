#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/proofs.hpp"

namespace rekey::store {

class Proofs final : public ports::ProofRepository {
public:
    explicit Proofs(const Scope& scope) : scope_(scope) {}
    void add_totp(const AuthenticatorId& authenticator, const Secret& key) override;
    [[nodiscard]] std::optional<Secret> totp_key(const AuthenticatorId& authenticator) override;
    [[nodiscard]] bool use_step(const AuthenticatorId& authenticator, std::int64_t step) override;
    void add_codes(const AuthenticatorId& authenticator, const ports::VerifierSet& codes) override;
    [[nodiscard]] std::optional<ports::VerifierSet> codes(const AuthenticatorId& authenticator) override;
    [[nodiscard]] bool use_code(const AuthenticatorId& authenticator, const Mac& verifier) override;
    void remove_empty_sets(const IdentityId& identity) override;
    void add_questions(const ports::QuestionSet& set) override;
    [[nodiscard]] std::vector<ports::QuestionSet> questions(const IdentityId& identity) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
