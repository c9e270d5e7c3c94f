#pragma once
#include <optional>
#include <string>

#include "flows/refusal_pace.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"
#include "ports/totp.hpp"

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
    SignInService(SignInPorts ports, const ports::Totp& totp);

    /// One Argon2id hash: belongs on the hash executor. Errors: SignInRefused, whatever the reason, after the same work for known,
    /// unknown, disabled and locked accounts; TooManySignIns (retry_after). `held` is the token the browser came with: it ends.
    [[nodiscard]] Result<SignInAnswer> sign_in(const TenantId& tenant, const SignIn& command, const std::optional<Secret>& held,
                                               const Caller& caller);
    /// At whole multiples of this after the request arrived a refusal leaves.
    [[nodiscard]] Duration refusal_step(const TenantId& tenant) { return pace_.step(tenant); }
    /// A code of the person's app, or a saved one, after the right password: at most `code_tries` a sign-in. A saved code runs Argon2id. A method
    /// that was there before a change somebody objected to ends the freeze of the account. Errors: CodeMismatch, whatever the reason;
    /// TooManyTries (the sign-in is over), NotSignedIn, NotAllowedNow, TooManySignIns (retry_after).
    [[nodiscard]] Result<SignInAnswer> prove(const TenantId& tenant, const std::optional<Secret>& token, const Secret& code,
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
    const ports::Totp& totp_;
    RefusalPace pace_;
};

}  // namespace rekey::flows
