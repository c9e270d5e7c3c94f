#include "flows/refusal_pace.hpp"

#include "domain/signin/lockout.hpp"

namespace rekey::flows {
namespace {

constexpr std::int64_t kShift = 16;
static_assert(RefusalPace::kMostSteps < kShift);

std::int64_t millis(RefusalPace::Clock::time_point time) noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// 1: nobody is slow, or it is forgotten.
std::int64_t steps_of(std::int64_t word, RefusalPace::Clock::time_point now) noexcept {
    return millis(now) < word / kShift ? word % kShift : 1;
}

}  // namespace

void RefusalPace::note(const TenantId& tenant, Duration taken, Clock::time_point now) noexcept {
    const auto needed = taken / signin::kRefusalStep + 1;
    if (needed == 1 || needed > kMostSteps) return;
    auto& place = slow_[place_of(tenant)];
    const auto fresh = millis(now + kRemembered) * kShift + needed;
    // Whoever is as slow as the slowest keeps it remembered.
    for (auto before = place.load(); needed >= steps_of(before, now);) {
        if (place.compare_exchange_weak(before, fresh)) return;
    }
}

Duration RefusalPace::step(const TenantId& tenant, Clock::time_point now) const noexcept {
    return steps_of(slow_[place_of(tenant)].load(), now) * signin::kRefusalStep;
}

}  // namespace rekey::flows
