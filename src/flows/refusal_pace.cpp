#include "flows/refusal_pace.hpp"

#include <algorithm>

#include "domain/signin/lockout.hpp"

namespace rekey::flows {

void RefusalPace::note(const TenantId& tenant, Duration taken, Clock::time_point now) {
    const auto needed = static_cast<int>(std::min<std::int64_t>(taken / signin::kRefusalStep + 1, kMostSteps));
    if (needed == 1) return;
    const std::scoped_lock lock(mutex_);
    auto& slow = slow_.try_emplace(tenant, Slow{1, now}).first->second;
    // Whoever is as slow as the slowest keeps it remembered.
    if (now >= slow.until || needed >= slow.steps) slow = {needed, now + kRemembered};
}

Duration RefusalPace::step(const TenantId& tenant, Clock::time_point now) {
    const std::scoped_lock lock(mutex_);
    const auto slow = slow_.find(tenant);
    return slow == slow_.end() || now >= slow->second.until ? signin::kRefusalStep : slow->second.steps * signin::kRefusalStep;
}

}  // namespace rekey::flows
