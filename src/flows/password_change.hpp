#pragma once
#include <optional>

#include "flows/directory_sign_in.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {

/// The change of a password by somebody who knows the current one: on the account page, or as the last step of a sign-in. Where the person is
/// mastered in a directory, it judges both, by the person's own right.
class PasswordChange final {
public:
    /// `stage` is where the session has to be.
    PasswordChange(const SignInPorts& ports, const TenantId& tenant, signin::Stage stage)
        : ports_(ports), tenant_(tenant), stage_(stage), keeper_(ports, tenant) {}

    /// Stores nothing. Errors: NotSignedIn, NotAllowedNow.
    [[nodiscard]] Result<PasswordAdvice> check(const std::optional<Secret>& token, const Secret& password) const;
    /// Two hashes. Ends every session of the person and begins a new one for this browser. Errors: NotSignedIn, NotAllowedNow,
    /// CurrentPasswordWrong, TooManyPasswords (retry_after); of a directory also DirectoryUnavailable (retry_after) and Refused.
    [[nodiscard]] Result<ChangeOutcome> change(const std::optional<Secret>& token, const Secret& current, const Secret& password,
                                               const Caller& caller) const;

    /// A change in a directory has happened, as somebody else than its caller has found: puts it down as the caller would have.
    void done_unseen(ports::UnitOfWork& unit, const IdentityId& person) const;
    /// Nobody can tell whether it has: for the administrator.
    void unknown(ports::UnitOfWork& unit, const IdentityId& person, const std::string& detail) const;

private:
    /// A try that was counted, and what it is about.
    struct Counted {
        Active active;
        std::optional<ports::PasswordRecord> record;  ///< before the change
        std::optional<There> there;
        std::optional<directory::PasswordPolicy> policy;
    };
    /// What was typed, and by whom.
    struct Typed {
        const std::optional<Secret>& token;
        const Secret& current;
        const Secret& password;
        const Caller& caller;
    };

    [[nodiscard]] Result<Counted> count(ports::UnitOfWork& unit, const Typed& typed) const;
    [[nodiscard]] Result<ChangeOutcome> change_here(const Counted& counted, const Typed& typed) const;
    void refuse(const Active& active, const Caller& caller, std::string_view rule) const;
    [[nodiscard]] Result<SignInAnswer> complete(ports::UnitOfWork& unit, const ports::PasswordRecord& record, const Typed& typed) const;
    /// The password is another one: what was open ends, and the person is told.
    void put_down(ports::UnitOfWork& unit, const Active& active, const Caller& caller) const;
    [[nodiscard]] SignInAnswer go_on(ports::UnitOfWork& unit, Active active) const;

    // In a directory: password_change_there.cpp.
    [[nodiscard]] Result<ChangeOutcome> change_there(const Counted& counted, const Typed& typed) const;
    [[nodiscard]] Result<ChangeOutcome> write(ports::Connector& connector, const Counted& counted, const Typed& typed,
                                              const std::string& before) const;
    [[nodiscard]] Result<ChangeOutcome> done_there(const Counted& counted, const Typed& typed, const WritebackId& writeback) const;
    [[nodiscard]] Result<SignInAnswer> complete_there(ports::UnitOfWork& unit, const Counted& counted,
                                                      const std::optional<ports::PasswordRecord>& record, const Typed& typed) const;
    [[nodiscard]] Result<ChangeOutcome> refused_there(const Counted& counted, const Typed& typed, const WritebackId& writeback,
                                                      const directory::Written& written) const;
    [[nodiscard]] Result<ChangeOutcome> unavailable(const Counted& counted) const;

    const SignInPorts& ports_;
    const TenantId& tenant_;
    signin::Stage stage_;
    SessionKeeper keeper_;
};

}  // namespace rekey::flows
