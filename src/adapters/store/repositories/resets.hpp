#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/resets.hpp"

namespace rekey::store {

class Standings final : public ports::StandingRepository {
public:
    explicit Standings(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] ports::Standing of(const IdentityId& identity, const Mac& network, const Mac& account,
                                     const std::array<std::string_view, 3>& counters, std::size_t made_up) override;

private:
    const Scope& scope_;
};

class Attempts final : public ports::AttemptRepository {
public:
    explicit Attempts(const Scope& scope) : scope_(scope) {}
    void insert(const reset::Attempt& attempt) override;
    [[nodiscard]] ports::Later<std::optional<reset::Attempt>> find(const Mac& handle) override;
    [[nodiscard]] ports::Later<std::optional<reset::Attempt>> find(const AttemptId& id) override;
    [[nodiscard]] bool update(const reset::Attempt& attempt) override;
    void end_others(const IdentityId& subject, const AttemptId& except) override;

private:
    const Scope& scope_;
};

class Challenges final : public ports::ChallengeRepository {
public:
    explicit Challenges(const Scope& scope) : scope_(scope) {}
    void insert(const reset::Challenge& challenge) override;
    [[nodiscard]] std::optional<reset::Challenge> open(const AttemptId& attempt) override;
    [[nodiscard]] std::optional<reset::Challenge> count_try(const AttemptId& attempt, const ChallengeId& id) override;
    [[nodiscard]] bool end(const ChallengeId& id, Instant at) override;
    [[nodiscard]] std::int64_t sends(const AttemptId& attempt, const AuthenticatorId& authenticator) override;
    [[nodiscard]] bool confirm(const MessageId& message, Instant at) override;
    [[nodiscard]] std::optional<AttemptId> deny(const MessageId& message) override;
    void spoil(const ChallengeId& id) override;

private:
    const Scope& scope_;
};

class Grants final : public ports::GrantRepository {
public:
    explicit Grants(const Scope& scope) : scope_(scope) {}
    void insert(const reset::Grant& grant) override;
    [[nodiscard]] ports::Later<bool> takes_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) override;
    [[nodiscard]] std::optional<std::int64_t> count_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) override;
    [[nodiscard]] ports::Later<bool> consume(const AttemptId& attempt, Instant now) override;

private:
    const Scope& scope_;
};

class Counters final : public ports::CounterRepository {
public:
    explicit Counters(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] ports::Later<std::int64_t> add(std::string_view name, const Mac& subject, Duration window) override;
    [[nodiscard]] std::optional<std::int64_t> take(std::string_view name, const Mac& subject, std::int64_t most, Duration window) override;
    [[nodiscard]] std::int64_t count(std::string_view name, const Mac& subject) override;
    [[nodiscard]] Instant ends_at(std::string_view name, const Mac& subject) override;
    void refund(std::string_view name, const Mac& subject) override;
    using CounterRepository::clear;
    void clear(std::span<const std::string_view> names, const Mac& subject) override;

private:
    const Scope& scope_;
};

class CaptchaMarks final : public ports::CaptchaMarkRepository {
public:
    explicit CaptchaMarks(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] bool use(const Mac& mark, Instant expires_at) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
