#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/tenant/settings.hpp"
#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

using SettingValues = std::map<std::string, tenant::Value, std::less<>>;

/// One setting that is (or, in a preview, would be) different now.
struct SettingChange {
    std::string key;
    tenant::Value before, after;
};

/// What became of the whole, and what the administrator should know.
struct SettingChanges {
    std::vector<SettingChange> changes;
    std::vector<std::string> warnings;
};

/// A tenant's policy. Every change is judged as a whole and committed as a whole, one audit event a setting.
/// Errors of the changing ones: NotFound (no such key, preset or group), InvalidInput with a sentence for the administrator.
class SettingsAdmin final {
public:
    explicit SettingsAdmin(AdminPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] tenant::Settings show(const TenantId& tenant);
    /// Sets these and leaves the others.
    [[nodiscard]] Result<SettingChanges> set(const TenantId& tenant, const SettingValues& values, const Actor& actor,
                                             Apply apply = Apply::Commit);
    /// Back to the default.
    [[nodiscard]] Result<SettingChanges> unset(const TenantId& tenant, const std::vector<std::string>& keys, const Actor& actor,
                                               Apply apply = Apply::Commit);
    /// These, and the default for every key that is not among them: what a policy file under version control means.
    [[nodiscard]] Result<SettingChanges> replace(const TenantId& tenant, const SettingValues& values, const Actor& actor,
                                                 Apply apply = Apply::Commit);
    [[nodiscard]] Result<SettingChanges> apply_preset(const TenantId& tenant, std::string_view preset, const Actor& actor,
                                                      Apply apply = Apply::Commit);

private:
    using Edit = std::function<Result<void>(tenant::Settings&)>;
    [[nodiscard]] Result<SettingChanges> change(const TenantId& tenant, const Edit& edit, const Actor& actor, Apply apply);
    AdminPorts ports_;
};

}  // namespace rekey::flows
