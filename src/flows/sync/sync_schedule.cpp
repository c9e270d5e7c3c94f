#include "flows/sync/sync_schedule.hpp"

#include <array>

#include "base/in_turn.hpp"
#include "base/log.hpp"
#include "flows/admin/directory_admin.hpp"

namespace rekey::flows {

/// Nothing, when it is not to be read by itself.
std::optional<std::string> SyncSchedule::name_of(const TenantId& tenant, const DirectoryId& id) {
    const auto unit = ports_.admin.store.begin(tenant, ports::Access::Read);
    auto directory = unit->directories().find(id);
    if (!directory || !why_left_alone(*directory, unit->directories().password(id).has_value()).empty()) return std::nullopt;
    return std::move(directory->name);
}

Progress SyncSchedule::step(const TenantId& tenant, const std::function<bool()>& stops) {
    const auto now = [&] { return ports_.admin.store.begin(tenant, ports::Access::Read)->now(); };
    const auto due = ports_.admin.store.begin(tenant, ports::Access::Read)->syncs().due();
    Progress progress;
    in_turn(due, [&](const DirectoryId& id) {
        const auto name = name_of(tenant, id);
        if (!name) return true;
        const auto began = now();
        const auto read = sync_.run(tenant, *name, {.stops = stops}, {}, {"system", {}});
        if (!read) return true;  // somebody else was faster
        report(*name, *read, now() - began);
        ++progress.done;
        return false;
    });
    return progress;
}

void SyncSchedule::report(const std::string& name, const SyncReport& report, Duration took) {
    const auto& counts = report.counts;
    meter_.count("rekey_sync_runs_total", {{"outcome", directory::name(report.outcome)}});
    meter_.time("rekey_sync_seconds", std::chrono::duration<double>(took).count(), {{"mode", directory::name(report.mode)}});
    const std::array<std::pair<std::string_view, std::int64_t>, 4> changes{{{"added", counts.added + counts.restored + counts.groups_added},
                                                                            {"updated", counts.updated + counts.groups_updated},
                                                                            {"removed", counts.removed + counts.groups_removed},
                                                                            {"quarantined", counts.quarantined}}};
    for (const auto& [what, count] : changes) meter_.count("rekey_sync_changes_total", {{"change", what}}, static_cast<double>(count));
    log::info("directory_read", {{"directory", name},
                                 {"outcome", std::string(directory::name(report.outcome))},
                                 {"mode", std::string(directory::name(report.mode))},
                                 {"detail", report.detail}});
}

}  // namespace rekey::flows
