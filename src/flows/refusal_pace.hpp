#pragma once
#include <chrono>
#include <map>
#include <mutex>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::flows {

/// At which step refused sign-ins of a tenant leave (docs/adr/0009, 0026). A directory may need more than the least step to judge its own
/// people: for as long as one lately has, names that are nobody's wait as long.
class RefusalPace final {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr Duration kRemembered = minutes{5};
    /// A directory that stalls holds its own people for as long as it likes, but not everybody.
    static constexpr int kMostSteps = 10;

    /// Somebody of a directory was refused after so long.
    void note(const TenantId& tenant, Duration taken, Clock::time_point now = Clock::now());
    [[nodiscard]] Duration step(const TenantId& tenant, Clock::time_point now = Clock::now());

private:
    struct Slow {
        int steps;
        Clock::time_point until;
    };
    std::mutex mutex_;
    std::map<TenantId, Slow> slow_;  ///< the tenants of a node are few
};

}  // namespace rekey::flows
