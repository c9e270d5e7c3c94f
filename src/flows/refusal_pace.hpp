#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::flows {

/// At which step refused sign-ins of a tenant leave (docs/adr/0009, 0026). A directory may need more than the least step to judge its own
/// people: for as long as one lately has, names that are nobody's wait as long. Used by all threads at once.
class RefusalPace final {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr Duration kRemembered = minutes{5};
    /// For one that takes longer than that, and so has stalled, nobody else waits.
    static constexpr int kMostSteps = 10;

    /// Somebody of a directory was refused after so long.
    void note(const TenantId& tenant, Duration taken, Clock::time_point now = Clock::now()) noexcept;
    [[nodiscard]] Duration step(const TenantId& tenant, Clock::time_point now = Clock::now()) const noexcept;

private:
    /// Tenants that share a place, which is rare, wait as long as the slowest of them.
    static constexpr std::size_t kPlaces = 64;
    static std::size_t place_of(const TenantId& tenant) noexcept { return tenant.bytes.back() % kPlaces; }

    /// When it is forgotten, in milliseconds of the clock, times sixteen, and the steps: one word, so that no lock is needed.
    std::array<std::atomic<std::int64_t>, kPlaces> slow_{};
};

}  // namespace rekey::flows
