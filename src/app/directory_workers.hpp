#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "app/adapters.hpp"
#include "app/tenants.hpp"
#include "base/meter.hpp"
#include "flows/admin/readiness_report.hpp"
#include "flows/sync/directory_watch.hpp"
#include "flows/sync/sync_schedule.hpp"
#include "worker/loop.hpp"

namespace rekey::app {

[[nodiscard]] flows::SyncPorts directory_ports(Adapters& adapters, const std::vector<method::Kind>& offered,
                                               std::function<void()> message_committed);

/// What works on directories beside the requests: reads them, looks whether they are well, and counts who cannot reset. Each has threads of
/// its own, so that a slow reading holds up nothing.
class DirectoryWorkers final {
public:
    DirectoryWorkers(const config::Config& config, const flows::SyncPorts& ports, const ConfiguredTenants& tenants, Meter& meter);
    ~DirectoryWorkers();
    DirectoryWorkers(const DirectoryWorkers&) = delete;
    DirectoryWorkers& operator=(const DirectoryWorkers&) = delete;

private:
    flows::SyncSchedule schedule_;
    flows::DirectoryWatch watch_;
    flows::ReadinessReport readiness_;
    worker::Signal never_;
    std::vector<std::unique_ptr<worker::Loop>> loops_;  ///< last: threads end before what they use
};

}  // namespace rekey::app
