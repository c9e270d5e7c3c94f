#include "app/tenants.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/url.hpp"

namespace rekey::app {
namespace {

/// Its part of the configuration; an empty one for a tenant that is not served.
const config::Tenant& configuration_of(const ConfiguredTenants& tenants, const TenantId& tenant) {
    static const config::Tenant nobody{.name = {}, .base_urls = {std::string{}}, .receipts_url = {}};
    const auto found = std::ranges::find(tenants, tenant, &ConfiguredTenant::id);
    return found == tenants.end() ? nobody : *found->config;
}

}  // namespace

Result<ConfiguredTenants> find_tenants(const config::Config& config, ports::Store& store) {
    ConfiguredTenants tenants;
    for (const auto& tenant : config.tenants) {
        const auto stored = store.find_tenant(tenant.name);
        if (!stored) {
            return fail(ErrorCode::NotFound,
                        fmt::format("tenant {0} is in the configuration, but not in the store: run `rekey tenant add {0}`", tenant.name));
        }
        tenants.push_back({stored->id, &tenant});
    }
    return tenants;
}

std::string base_url_of(const ConfiguredTenants& tenants, const TenantId& tenant) {
    return configuration_of(tenants, tenant).base_urls.front();
}

std::string host_of(const ConfiguredTenants& tenants, const TenantId& tenant) {
    return parse_url(base_url_of(tenants, tenant)).value_or(Url{}).host;
}

std::string receipts_url_of(const ConfiguredTenants& tenants, const TenantId& tenant) {
    const auto& url = configuration_of(tenants, tenant).receipts_url;
    return url.empty() ? base_url_of(tenants, tenant) : url;
}

}  // namespace rekey::app
