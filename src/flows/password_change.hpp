#pragma once
#include <optional>

#include "flows/session_keeper.hpp"

namespace rekey::flows {

/// The change of a password by somebody who knows the current one: on the account page, or as the last step of a sign-in.
class PasswordChange final {
public:
    /// `stage` is where the session has to be.
    PasswordChange(const SignInPorts& ports, const TenantId& tenant, signin::Stage stage)
        : ports_(ports), tenant_(tenant), stage_(stage), keeper_(ports, tenant) {}

    /// Stores nothing. Errors: NotSignedIn, NotAllowedNow.
    [[nodiscard]] Result<PasswordAdvice> check(const std::optional<Secret>& token, const Secret& password) const;
    /// Two hashes. Ends every session of the person and begins a new one for this browser. Errors: NotSignedIn, NotAllowedNow,
    /// CurrentPasswordWrong, TooManyPasswords (retry_after).
    [[nodiscard]] Result<ChangeOutcome> change(const std::optional<Secret>& token, const Secret& current, const Secret& password,
                                               const Caller& caller) const;

private:
    struct Counted;
    [[nodiscard]] Result<Counted> count(ports::UnitOfWork& unit, const std::optional<Secret>& token) const;
    void refuse(const Active& active, const Caller& caller, std::string_view rule) const;
    [[nodiscard]] Result<SignInAnswer> complete(ports::UnitOfWork& unit, const std::optional<Secret>& token,
                                                const ports::PasswordRecord& record, const Caller& caller) const;

    const SignInPorts& ports_;
    const TenantId& tenant_;
    signin::Stage stage_;
    SessionKeeper keeper_;
};

}  // namespace rekey::flows
