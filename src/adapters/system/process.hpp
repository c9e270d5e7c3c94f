#pragma once
#include <cstdint>
#include <optional>

namespace rekey::system {

/// What this process takes from the machine, from /proc/self (proc(5)).
struct ProcessUse {
    std::int64_t resident_bytes = 0, virtual_bytes = 0;
    std::int64_t threads = 0, open_files = 0, most_files = 0;
    double cpu_seconds = 0;
    double started_at = 0;  ///< seconds since 1970
};

/// Nothing when /proc cannot be read.
[[nodiscard]] std::optional<ProcessUse> process_use();

}  // namespace rekey::system
