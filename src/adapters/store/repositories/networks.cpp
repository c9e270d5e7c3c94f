#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/shared_queries.hpp"

namespace rekey::store {
namespace {

constexpr Query kRemember{"network.remember",
                          "INSERT INTO network (tenant_id, identity_id, mac, last_at) VALUES ($1, $2, $3, $4)"
                          " ON CONFLICT (tenant_id, identity_id, mac) DO UPDATE SET last_at = excluded.last_at"};

}  // namespace

constinit const Query kNetworkKnown{"network.known", "SELECT last_at FROM network WHERE tenant_id = $1 AND identity_id = $2 AND mac = $3"};

bool Networks::known(const IdentityId& identity, const Mac& network) {
    return !scope_.session.execute(kNetworkKnown, {scope_.tenant, identity, network}).empty();
}

void Networks::remember(const IdentityId& identity, const Mac& network, Instant at) {
    scope_.session.post(kRemember, {scope_.tenant, identity, network, at});
}

}  // namespace rekey::store
