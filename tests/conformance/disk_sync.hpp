#pragma once
#include <atomic>

namespace rekey::test {

/// The binary's own fdatasync(2), which SQLite calls for every sync: counts them, and fails them on demand like a broken disk.
struct DiskSync {
    static inline std::atomic<int> count = 0;
    static inline std::atomic<bool> broken = false;
};

}  // namespace rekey::test
