#pragma once
#include <cstdint>

namespace rekey::flows {

/// What one step of a worker's loop came to.
struct Progress {
    std::int64_t done = 0;  ///< rows; 0: nothing was waiting
    bool stalled = false;   ///< what it depends on did not answer: better wait before the next step

    Progress& operator+=(const Progress& other) noexcept {
        done += other.done;
        stalled = stalled || other.stalled;
        return *this;
    }
};

}  // namespace rekey::flows
