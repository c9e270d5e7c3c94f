#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/registration.hpp"

namespace rekey::store {

class Enrollments final : public ports::EnrollmentRepository {
public:
    explicit Enrollments(const Scope& scope) : scope_(scope) {}
    void insert(const registration::Enrollment& enrollment) override;
    [[nodiscard]] std::optional<registration::Enrollment> find(const Mac& handle) override;
    [[nodiscard]] std::optional<registration::Enrollment> count_try(const registration::EnrollmentId& id) override;
    [[nodiscard]] bool replace_code(const registration::Enrollment& enrollment) override;
    [[nodiscard]] bool finish(const registration::EnrollmentId& id, registration::State end) override;
    std::int64_t end_all(const IdentityId& identity) override;

private:
    [[nodiscard]] std::optional<registration::Enrollment> read(const Rows& rows) const;
    const Scope& scope_;
};

class Registrations final : public ports::RegistrationRepository {
public:
    explicit Registrations(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] registration::Record find(const IdentityId& identity) override;
    [[nodiscard]] bool save(const IdentityId& identity, const registration::Record& record) override;
    void verified(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) override;
    [[nodiscard]] bool end_method(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at,
                                  const AuthenticatorId& successor) override;
    void keep_replaced_by(const IdentityId& identity, const AuthenticatorId& successor, Instant now) override;
    [[nodiscard]] bool use_now(const IdentityId& identity, const AuthenticatorId& authenticator, Instant now) override;
    bool quarantine(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) override;
    void release(const IdentityId& identity, const AuthenticatorId& authenticator) override;
    [[nodiscard]] std::vector<AuthenticatorId> quarantined(const IdentityId& identity) override;
    [[nodiscard]] std::vector<IdentityId> administrators() override;

private:
    const Scope& scope_;
};

class NotMes final : public ports::NotMeRepository {
public:
    explicit NotMes(const Scope& scope) : scope_(scope) {}
    void insert(const registration::NotMe& link) override;
    [[nodiscard]] std::optional<registration::NotMe> find(const Mac& token) override;
    [[nodiscard]] bool use(const Mac& token, Instant at) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
