#include "flows/sync/sync_report.hpp"

namespace rekey::flows {

std::map<std::string, std::string> to_map(const SyncCounts& counts) {
    std::map<std::string, std::string> map;
    const auto add = [&](const char* name, std::int64_t count) {
        if (count != 0) map.emplace(name, std::to_string(count));
    };
    add("read", counts.read);
    add("added", counts.added);
    add("updated", counts.updated);
    add("restored", counts.restored);
    add("unchanged", counts.unchanged);
    add("removed", counts.removed);
    add("quarantined", counts.quarantined);
    add("unusable", counts.unusable);
    add("groups_added", counts.groups_added);
    add("groups_updated", counts.groups_updated);
    add("groups_unchanged", counts.groups_unchanged);
    add("groups_removed", counts.groups_removed);
    return map;
}

}  // namespace rekey::flows
