#include "flows/admin/tenant_admin.hpp"

#include <algorithm>

#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {
namespace {

/// As in the configuration: it is also a host name's alphabet, so that a name can be typed everywhere.
bool is_tenant_name(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto allowed = [&](char c) { return plain(c) || c == '.' || c == '-'; };
    return !name.empty() && name.size() <= 63 && std::ranges::all_of(name, allowed) && plain(name.front()) && plain(name.back());
}

}  // namespace

Result<tenant::Tenant> TenantAdmin::add(std::string_view name, const Actor& actor) {
    if (!is_tenant_name(name))
        return fail(ErrorCode::InvalidInput, "a tenant's name is small letters, digits, dots and hyphens (63 at most)");
    const auto id = ports::make_id<TenantId>(ports_.entropy);
    if (!ports_.store.add_tenant(id, name)) return fail(ErrorCode::AlreadyExists, "there is a tenant of this name");
    ports::transact(ports_.store, id, [&](ports::UnitOfWork& unit) {
        record(unit, ports_.entropy, actor, audit::Kind::TenantAdded, std::nullopt, {{"name", std::string(name)}});
    });
    return find(name);
}

std::vector<tenant::Tenant> TenantAdmin::list() {
    auto tenants = ports_.store.tenants();
    std::ranges::sort(tenants, {}, &tenant::Tenant::name);
    return tenants;
}

Result<tenant::Tenant> TenantAdmin::find(std::string_view name) {
    auto found = ports_.store.find_tenant(name);
    if (!found) return fail(ErrorCode::NotFound, "there is no such tenant");
    return std::move(*found);
}

Result<tenant::Tenant> TenantAdmin::only() {
    auto tenants = list();
    if (tenants.size() == 1) return std::move(tenants.front());
    if (tenants.empty()) return fail(ErrorCode::NotFound, "there is no tenant yet");
    std::string names;
    for (const auto& each : tenants) names += (names.empty() ? "" : ", ") + each.name;
    return fail(ErrorCode::InvalidInput, "there are several tenants (" + names + "): name one");
}

}  // namespace rekey::flows
