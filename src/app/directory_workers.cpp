#include "app/directory_workers.hpp"

#include "worker/tenants.hpp"

namespace rekey::app {
namespace {

using Step = std::function<flows::Progress(const TenantId& tenant, const std::function<bool()>& stops)>;

worker::Loop::Round for_each_tenant(const ConfiguredTenants& tenants, Step step) {
    std::vector<TenantId> ids;
    for (const auto& tenant : tenants) ids.push_back(tenant.id);
    return [ids = std::move(ids), step = std::move(step)](const std::stop_token& stop) {
        return worker::for_each_tenant(ids, stop, [&](const TenantId& id) { return step(id, [&stop] { return stop.stop_requested(); }); });
    };
}

}  // namespace

flows::SyncPorts directory_ports(Adapters& adapters, const std::vector<method::Kind>& offered, std::function<void()> message_committed) {
    return {{*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, adapters.phones, offered},
            adapters.connectors,
            std::move(message_committed)};
}

DirectoryWorkers::DirectoryWorkers(const config::Config& config, const flows::SyncPorts& ports, const ConfiguredTenants& tenants,
                                   Meter& meter)
    : schedule_(ports, meter), watch_(ports, meter), readiness_(ports.admin) {
    if (config.worker.threads == 0) return;
    const auto add = [&](const char* name, Duration idle, Step step) {
        loops_.push_back(
            std::make_unique<worker::Loop>(name, for_each_tenant(tenants, std::move(step)), never_, worker::Pace{.idle = idle}));
    };
    // Two: a long reading of one directory does not hold up another one.
    for (const auto* const name : {"directories_1", "directories_2"})
        add(name, seconds{2}, std::bind_front(&flows::SyncSchedule::step, &schedule_));
    add("directory_watch", seconds{5}, std::bind_front(&flows::DirectoryWatch::step, &watch_));
    add("readiness", minutes{1}, std::bind_front(&flows::ReadinessReport::step, &readiness_));
}

DirectoryWorkers::~DirectoryWorkers() {
    // All of them first, so that the ends of their rounds are waited for together.
    for (const auto& loop : loops_) loop->request_stop();
}

}  // namespace rekey::app
