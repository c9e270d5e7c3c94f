#include "adapters/system/clock.hpp"

#include <chrono>

namespace rekey::system {

Instant SystemClock::now() const { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

}  // namespace rekey::system
