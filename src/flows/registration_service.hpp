#pragma once
#include <optional>
#include <string_view>

#include "flows/registration_view.hpp"
#include "flows/reset_service.hpp"

namespace rekey::flows {

/// Registering methods: what is missing, and one value at a time proven and bound. The rows of domain/registration/states.md, a method
/// each. Errors everywhere: NotSignedIn. A handle is what the page holds of an enrollment; an unknown, ended or foreign one is AttemptEnded.
class RegistrationService final {
public:
    explicit RegistrationService(RegistrationPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] Result<RegistrationStatus> status(const TenantId& tenant, const std::optional<Secret>& token);
    /// What to choose security questions from. Errors: MethodNotOffered.
    [[nodiscard]] Result<QuestionChoice> questions(const TenantId& tenant, const std::optional<Secret>& token);
    /// Recovery codes run Argon2id ten times and answers once each: belongs on the hash executor. Ends the enrollment before it. Errors:
    /// ReauthenticationNeeded,
    /// AccountFrozen, MethodNotOffered, InvalidInput and NumberNotServed and OwnMailbox and AnswerRefused (the value), AlreadyExists, Forbidden
    /// (managed by the organisation), NotFound (nothing to replace), TooManyCodes (retry_after).
    [[nodiscard]] Result<EnrollmentView> start(const TenantId& tenant, const std::optional<Secret>& token, const StartEnrollment& command,
                                               const Caller& caller);
    /// Shows that the person has what is on file; the value stays. Errors: as `start`.
    [[nodiscard]] Result<EnrollmentView> verify(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                std::optional<method::Kind> via, const Caller& caller);
    /// Errors: AttemptEnded, NotAllowedNow, ResendTooSoon (retry_after), NoResendsLeft, TooManyCodes (retry_after).
    [[nodiscard]] Result<EnrollmentView> resend(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                const Caller& caller);
    /// Errors: AttemptEnded, NotAllowedNow, CodeMismatch, CodeExpired, TooManyTries.
    [[nodiscard]] Result<RegistrationStatus> prove(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                   const Secret& code, const Caller& caller);
    /// The recovery codes are written down, the answers are kept: they count from now on. Errors: AttemptEnded, NotAllowedNow.
    [[nodiscard]] Result<RegistrationStatus> save(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle,
                                                  const Caller& caller);
    /// The same answer when there is nothing to cancel.
    [[nodiscard]] Result<void> cancel(const TenantId& tenant, const std::optional<Secret>& token, const Secret& handle);
    /// NotAllowedNow when nothing is asked, or no skips are left.
    [[nodiscard]] Result<RegistrationStatus> skip(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller);
    /// "Still correct": NotAllowedNow while something is missing.
    [[nodiscard]] Result<RegistrationStatus> confirm(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller);

private:
    RegistrationPorts ports_;
};

}  // namespace rekey::flows
