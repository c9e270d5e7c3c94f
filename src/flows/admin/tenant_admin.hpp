#pragma once
#include <string_view>
#include <vector>

#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

/// Tenants: the isolated organisations of this installation. Their base URLs are in the configuration, not in the store.
class TenantAdmin final {
public:
    explicit TenantAdmin(AdminPorts ports) : ports_(std::move(ports)) {}

    /// InvalidInput for a name that is not lower-case letters, digits, dots and hyphens (at most 63); AlreadyExists.
    [[nodiscard]] Result<tenant::Tenant> add(std::string_view name, const Actor& actor);
    /// In order of names.
    [[nodiscard]] std::vector<tenant::Tenant> list();
    [[nodiscard]] Result<tenant::Tenant> find(std::string_view name);
    /// The tenant when there is exactly one; InvalidInput with their names otherwise.
    [[nodiscard]] Result<tenant::Tenant> only();

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
