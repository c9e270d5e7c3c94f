#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

enum class WhichSessions : std::uint8_t { Others, All };

/// What a signed-in person sees and does on the account page. Errors everywhere: NotSignedIn.
class AccountService final {
public:
    explicit AccountService(SignInPorts ports);

    [[nodiscard]] Result<SessionInfo> session(const TenantId& tenant, const std::optional<Secret>& token);
    [[nodiscard]] Result<SessionList> sessions(const TenantId& tenant, const std::optional<Secret>& token);
    /// NotFound when the person has no such session.
    [[nodiscard]] Result<void> end_session(const TenantId& tenant, const std::optional<Secret>& token, std::string_view id,
                                           const Caller& caller);
    [[nodiscard]] Result<void> end_sessions(const TenantId& tenant, const std::optional<Secret>& token, WhichSessions which,
                                            const Caller& caller);
    /// The newest first, at most kShown.
    [[nodiscard]] Result<ActivityList> activity(const TenantId& tenant, const std::optional<Secret>& token);
    static constexpr std::size_t kShown = 50;

    [[nodiscard]] Result<PasswordInfo> password(const TenantId& tenant, const std::optional<Secret>& token);
    /// Stores nothing.
    [[nodiscard]] Result<PasswordAdvice> check_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& password);
    /// Belongs on the hash executor. Errors: those of PasswordChange.
    [[nodiscard]] Result<ChangeOutcome> change_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& current,
                                                        const Secret& password, const Caller& caller);

private:
    SignInPorts ports_;
};

}  // namespace rekey::flows
