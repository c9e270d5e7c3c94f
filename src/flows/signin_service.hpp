#pragma once
#include <optional>
#include <string>

#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

struct SignIn {
    std::string user;
    Secret password;
    std::string return_name;
};

/// Signing in and out. A token is what the browser's cookie holds (43 characters, base64url); it changes at every step of privilege.
/// docs/adr/0009 has the order of things and why.
class SignInService final {
public:
    explicit SignInService(SignInPorts ports);

    /// One Argon2id hash: belongs on the hash executor. Errors: SignInRefused, whatever the reason, after the same work for known,
    /// unknown, disabled and locked accounts; TooManySignIns (retry_after). `held` is the token the browser came with: it ends.
    [[nodiscard]] Result<SignInAnswer> sign_in(const TenantId& tenant, const SignIn& command, const std::optional<Secret>& held,
                                               const Caller& caller);
    /// The step the browser is at. Errors: NotSignedIn.
    [[nodiscard]] Result<SignInAnswer> view(const TenantId& tenant, const std::optional<Secret>& token);
    /// Stores nothing. Errors: NotSignedIn, NotAllowedNow.
    [[nodiscard]] Result<PasswordAdvice> check_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& password);
    /// The change that a password set by somebody else asks for. Belongs on the hash executor. Errors: those of PasswordChange.
    [[nodiscard]] Result<ChangeOutcome> change_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& current,
                                                        const Secret& password, const Caller& caller);
    /// Also for a browser that is not signed in.
    void sign_out(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller);

private:
    SignInPorts ports_;
};

}  // namespace rekey::flows
