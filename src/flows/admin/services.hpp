#pragma once
#include "flows/admin/dead_letters.hpp"
#include "flows/admin/directory_admin.hpp"
#include "flows/admin/directory_probe.hpp"
#include "flows/admin/group_admin.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/admin/invitations.hpp"
#include "flows/admin/readiness_report.hpp"
#include "flows/admin/send_budgets.hpp"
#include "flows/admin/settings_admin.hpp"
#include "flows/admin/tenant_admin.hpp"
#include "flows/admin/user_import.hpp"
#include "flows/sync/directory_sync.hpp"

namespace rekey::flows {

/// All administrative use cases over one store. What the ports refer to must outlive it.
struct AdminServices {
    AdminServices(const AdminPorts& ports, ports::Connectors& connectors)
        : tenants(ports),
          settings(ports),
          identities(ports),
          groups(ports),
          import(ports),
          invitations(ports),
          budgets(ports),
          dead_letters(ports),
          directories(ports),
          directory_probe({ports, connectors}),
          directory_sync({ports, connectors}),
          readiness(ports) {}

    TenantAdmin tenants;
    SettingsAdmin settings;
    IdentityAdmin identities;
    GroupAdmin groups;
    UserImport import;
    Invitations invitations;
    SendBudgets budgets;
    DeadLetters dead_letters;
    DirectoryAdmin directories;
    DirectoryProbe directory_probe;
    DirectorySync directory_sync;
    ReadinessReport readiness;
};

}  // namespace rekey::flows
