#include "flows/admin/admin_session.hpp"

#include "domain/policy/throttle.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {

Result<Actor> admit_administrator(const SignInPorts& ports, const TenantId& tenant, const std::optional<Secret>& token,
                                  identity::Role least, const Caller& caller) {
    const SessionKeeper keeper(ports, tenant);
    auto unit = ports.store.begin(tenant, ports::Access::Read);
    const auto active = keeper.load(*unit, token, signin::Stage::SignedIn);
    unit.reset();  // one unit at a time
    if (!active) return std::unexpected(active.error());
    keeper.note(*active);
    if (active->identity.role < least) return fail(ErrorCode::NotFound, "their role does not allow it");
    // By id: the log holds no names.
    return Actor{"administrator " + active->identity.id.text(), policy::client_network(caller.address)};
}

}  // namespace rekey::flows
