#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/directory/run.hpp"
#include "flows/admin/admin_ports.hpp"
#include "ports/repositories/directories.hpp"

namespace rekey::flows {

struct SyncOptions {
    directory::Mode mode = directory::Mode::Delta;
    Apply apply = Apply::Commit;
    std::int64_t removals_allowed = 0;  ///< so many may go although the guard would ask
    std::function<bool()> stops = {};   ///< asked all the time: true interrupts the run
};

/// What a run has done so far; of a preview, what it would do.
struct SyncCounts {
    std::int64_t read = 0;  ///< entries of people and groups
    std::int64_t added = 0, updated = 0, restored = 0, unchanged = 0, removed = 0, quarantined = 0;
    std::int64_t unusable = 0;  ///< entries that nobody can be made of
    std::int64_t groups_added = 0, groups_updated = 0, groups_unchanged = 0, groups_removed = 0;
    friend bool operator==(const SyncCounts&, const SyncCounts&) = default;
};
/// Each with its name; those that are zero are left out.
[[nodiscard]] std::map<std::string, std::string> to_map(const SyncCounts& counts);

/// `expected` is how many entries there were the last time; 0: nobody knows.
using SyncProgress = std::function<void(const SyncCounts& counts, std::int64_t expected)>;

struct SyncReport {
    directory::Mode mode = directory::Mode::Delta;  ///< what was read in the end: the first time, and now and then, everything
    directory::Outcome outcome = directory::Outcome::Done;
    Apply apply = Apply::Commit;  ///< of a directory in staging always a preview
    SyncCounts counts;
    std::int64_t removals = 0;  ///< Stopped: so many would have gone
    std::string detail;         ///< what went wrong, for the operator
    std::vector<ports::SyncRemark> remarks;
    static constexpr std::size_t kMostRemarks = 1000;
};

}  // namespace rekey::flows
