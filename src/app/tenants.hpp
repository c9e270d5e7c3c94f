#pragma once
#include <string>
#include <vector>

#include "config/config.hpp"
#include "ports/store.hpp"

namespace rekey::app {

struct ConfiguredTenant {
    TenantId id;
    const config::Tenant* config;
};
using ConfiguredTenants = std::vector<ConfiguredTenant>;

/// Everything that has to be true before a socket is opened. The first thing that is not, in words for the operator.
[[nodiscard]] Result<ConfiguredTenants> find_tenants(const config::Config& config, ports::Store& store);

/// For the links of notices and invitations.
[[nodiscard]] std::string base_url_of(const ConfiguredTenants& tenants, const TenantId& tenant);
/// The host of the tenant's first base URL, for the line that binds a code to it.
[[nodiscard]] std::string host_of(const ConfiguredTenants& tenants, const TenantId& tenant);
/// For gateways that tell what became of a message.
[[nodiscard]] std::string receipts_url_of(const ConfiguredTenants& tenants, const TenantId& tenant);

}  // namespace rekey::app
