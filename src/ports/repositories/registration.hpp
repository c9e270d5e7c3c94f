#pragma once
#include <optional>
#include <vector>

#include "domain/identity/identity.hpp"
#include "domain/registration/enrollment.hpp"
#include "domain/registration/missing.hpp"
#include "domain/registration/not_me.hpp"

namespace rekey::ports {

/// Values on their way to being registered. The value is sealed at rest and erased at the end.
class EnrollmentRepository {
public:
    virtual ~EnrollmentRepository() = default;
    virtual void insert(const registration::Enrollment& enrollment) = 0;
    /// By the MAC of its handle, also when it has ended.
    [[nodiscard]] virtual std::optional<registration::Enrollment> find(const Mac& handle) = 0;
    /// Counts one try in one statement and returns the row with its own number in `tries`; nothing when no code is awaited.
    [[nodiscard]] virtual std::optional<registration::Enrollment> count_try(const registration::EnrollmentId& id) = 0;
    /// A new code in the place of the last one, whose tries begin anew. False when no code is awaited, or somebody else sent one since.
    [[nodiscard]] virtual bool replace_code(const registration::Enrollment& enrollment) = 0;
    /// Ends it, with the value erased; true for exactly one caller, whatever the isolation level.
    [[nodiscard]] virtual bool finish(const registration::EnrollmentId& id, registration::State end) = 0;
    /// Ends every open one of a person; returns how many.
    virtual std::int64_t end_all(const IdentityId& identity) = 0;
};

/// What is remembered of people's registration, and of how methods end.
class RegistrationRepository {
public:
    virtual ~RegistrationRepository() = default;
    /// A fresh record (version 0) for who has none yet.
    [[nodiscard]] virtual registration::Record find(const IdentityId& identity) = 0;
    /// Writes over the version that was read; false when somebody was faster.
    [[nodiscard]] virtual bool save(const IdentityId& identity, const registration::Record& record) = 0;
    /// The method is proven.
    virtual void verified(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) = 0;
    /// The method ends at `at`, in favour of another; false when it is not there or has an end already.
    [[nodiscard]] virtual bool end_method(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at,
                                          const AuthenticatorId& successor) = 0;
    /// What `successor` was about to replace stays: its end is lifted.
    virtual void keep_replaced_by(const IdentityId& identity, const AuthenticatorId& successor, Instant now) = 0;
    /// The method waits no longer, and what it replaces ends now. False when it is not there or does not wait.
    [[nodiscard]] virtual bool use_now(const IdentityId& identity, const AuthenticatorId& authenticator, Instant now) = 0;
    /// Nothing is proven with it any more. False when it was in quarantine already, or is not there.
    virtual bool quarantine(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) = 0;
    virtual void release(const IdentityId& identity, const AuthenticatorId& authenticator) = 0;
    [[nodiscard]] virtual std::vector<AuthenticatorId> quarantined(const IdentityId& identity) = 0;
    /// People with an administrator's role.
    [[nodiscard]] virtual std::vector<IdentityId> administrators() = 0;
};

/// Links "this was not me".
class NotMeRepository {
public:
    virtual ~NotMeRepository() = default;
    virtual void insert(const registration::NotMe& link) = 0;
    /// By the MAC of its token, used and expired ones too.
    [[nodiscard]] virtual std::optional<registration::NotMe> find(const Mac& token) = 0;
    /// True for exactly one caller, before its end.
    [[nodiscard]] virtual bool use(const Mac& token, Instant at) = 0;
};

}  // namespace rekey::ports
