#pragma once
#include <optional>
#include <string_view>

#include "flows/registration_view.hpp"
#include "flows/reset_service.hpp"

namespace rekey::flows {

/// Looking after one's methods. Adding, changing and new recovery codes are enrollments: RegistrationService. Errors everywhere: NotSignedIn,
/// ReauthenticationNeeded, AccountFrozen, NotFound.
class SecurityInfo final {
public:
    explicit SecurityInfo(RegistrationPorts ports) : ports_(std::move(ports)) {}

    /// At once, and told to every other address and to the one that goes. Forbidden for what the organisation manages.
    [[nodiscard]] Result<RegistrationStatus> remove(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                    const Caller& caller);
    /// The method that is offered first.
    [[nodiscard]] Result<RegistrationStatus> prefer(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                    const Caller& caller);

private:
    RegistrationPorts ports_;
};

}  // namespace rekey::flows
