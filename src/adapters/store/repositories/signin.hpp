#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/signin.hpp"

namespace rekey::store {

class Sessions final : public ports::SessionRepository {
public:
    explicit Sessions(const Scope& scope) : scope_(scope) {}
    void insert(const signin::Session& session) override;
    [[nodiscard]] std::optional<signin::Session> find(const Mac& token) override;
    [[nodiscard]] std::vector<signin::Session> of(const IdentityId& identity) override;
    void note(const signin::Session& session, Instant seen, Instant ends_at) override;
    void pass(const SessionId& id, std::int64_t removals) override;
    [[nodiscard]] std::optional<std::int64_t> count_proof_try(const SessionId& id) override;
    void note_second_proof(const SessionId& id, Instant at) override;
    [[nodiscard]] bool remove(const IdentityId& identity, const SessionId& id) override;
    std::int64_t remove_all(const IdentityId& identity) override;

private:
    const Scope& scope_;
};

class Lockouts final : public ports::LockoutRepository {
public:
    explicit Lockouts(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] State count(const Mac& account, identity::Side side) override;
    void lock(const Mac& account, identity::Side side, Instant until, Instant forget_at) override;
    [[nodiscard]] std::optional<State> settle(const Mac& account, identity::Side side, const Wrong& wrong) override;
    void take_back(const Mac& account, identity::Side side, Instant locked_until, std::int64_t threshold) override;
    void clear(const Mac& account, identity::Side side) override;
    void clear(const Mac& account) override;
    [[nodiscard]] std::optional<State> find(const Mac& account, identity::Side side) override;
    [[nodiscard]] bool remembers(const Mac& account, const Mac& mark) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
