#pragma once
#include <optional>

#include "domain/identity/identity.hpp"
#include "flows/admin/admin_ports.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// Lets somebody who is signed in do what their role allows, as the actor of what follows. NotSignedIn; NotFound for everybody else, as for
/// what is not there.
[[nodiscard]] Result<Actor> admit_administrator(const SignInPorts& ports, const TenantId& tenant, const std::optional<Secret>& token,
                                                identity::Role least, const Caller& caller);

}  // namespace rekey::flows
