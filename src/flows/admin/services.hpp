#pragma once
#include "flows/admin/dead_letters.hpp"
#include "flows/admin/group_admin.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/admin/invitations.hpp"
#include "flows/admin/send_budgets.hpp"
#include "flows/admin/settings_admin.hpp"
#include "flows/admin/tenant_admin.hpp"
#include "flows/admin/user_import.hpp"

namespace rekey::flows {

/// All administrative use cases over one store. `ports` must outlive it.
struct AdminServices {
    explicit AdminServices(const AdminPorts& ports)
        : tenants(ports),
          settings(ports),
          identities(ports),
          groups(ports),
          import(ports),
          invitations(ports),
          budgets(ports),
          dead_letters(ports) {}

    TenantAdmin tenants;
    SettingsAdmin settings;
    IdentityAdmin identities;
    GroupAdmin groups;
    UserImport import;
    Invitations invitations;
    SendBudgets budgets;
    DeadLetters dead_letters;
};

}  // namespace rekey::flows
