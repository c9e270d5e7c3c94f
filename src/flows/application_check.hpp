#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// What an application is told about who opens it.
struct Visitor {
    std::string user, display_name;   ///< as on file; the name may be empty
    std::vector<std::string> groups;  ///< nesting followed
};

/// May this browser pass to an application? A proxy asks for every page and picture of it (docs/adr/0013): three or four indexed reads,
/// a write at most once a minute, and one when registration has kept a session from nothing for the first time.
class ApplicationCheck final {
public:
    explicit ApplicationCheck(SignInPorts ports) : ports_(std::move(ports)) {}

    /// Errors: InvalidInput (`return_name` is not empty and names no return link of the tenant), NotSignedIn, RegistrationNeeded.
    [[nodiscard]] Result<Visitor> check(const TenantId& tenant, const std::optional<Secret>& token, std::string_view return_name);

private:
    SignInPorts ports_;
};

}  // namespace rekey::flows
