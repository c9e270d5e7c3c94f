#pragma once
#include <functional>

#include "flows/admin/admin_ports.hpp"
#include "ports/connector.hpp"

namespace rekey::flows {

/// What the reading of directories needs from outside.
struct SyncPorts {
    AdminPorts admin;
    ports::Connectors& connectors;
    std::function<void()> message_committed = [] {};  ///< called after a commit that added messages
};

/// One run's surroundings: whose directory, and by which rules.
struct SyncScope {
    const SyncPorts& ports;
    TenantId tenant;
    directory::Directory directory;
    const directory::Driver& driver;
    tenant::Settings settings;  ///< of the tenant
    Actor actor;
};

}  // namespace rekey::flows
