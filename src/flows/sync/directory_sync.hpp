#pragma once
#include <string_view>

#include "flows/sync/sync_ports.hpp"
#include "flows/sync/sync_report.hpp"

namespace rekey::flows {

/// Reads directories: what people and groups there are, and what has changed. Of all nodes and commands one reads a directory at a time. A
/// run that fails keeps what it has stored so far, which is right, and the next one begins where the last whole one ended.
class DirectorySync final {
public:
    explicit DirectorySync(SyncPorts ports) : ports_(std::move(ports)) {}

    /// NotFound; InvalidInput: the directory cannot be spoken to yet; Conflict: it is being read already. Whatever the directory itself says
    /// is in the report.
    [[nodiscard]] Result<SyncReport> run(const TenantId& tenant, std::string_view name, const SyncOptions& options,
                                         const SyncProgress& progress, const Actor& actor);

private:
    struct Begun;
    [[nodiscard]] Result<Begun> begin(const TenantId& tenant, const directory::Directory& directory, const SyncOptions& options,
                                      const Actor& actor);
    [[nodiscard]] SyncReport read(Begun& begun, const SyncOptions& options, const SyncProgress& progress);
    void put_down(Begun& begun, const SyncReport& report, Apply apply);
    SyncPorts ports_;
};

}  // namespace rekey::flows
