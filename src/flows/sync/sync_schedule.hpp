#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/meter.hpp"
#include "flows/progress.hpp"
#include "flows/sync/directory_sync.hpp"

namespace rekey::flows {

/// Reads directories when their time has come, or when somebody has asked. Any number of threads and nodes may do it at the same time.
class SyncSchedule final {
public:
    SyncSchedule(const SyncPorts& ports, Meter& meter) : ports_(ports), sync_(ports), meter_(meter) {}

    /// One directory. Call again while something was done. `stops`: asked all the time; true interrupts the reading, which the next one takes
    /// up again.
    Progress step(const TenantId& tenant, const std::function<bool()>& stops);

private:
    [[nodiscard]] std::optional<std::string> name_of(const TenantId& tenant, const DirectoryId& id);
    void report(const std::string& name, const SyncReport& report, Duration took);
    SyncPorts ports_;
    DirectorySync sync_;
    Meter& meter_;
};

}  // namespace rekey::flows
