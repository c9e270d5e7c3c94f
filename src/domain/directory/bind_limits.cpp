#include "domain/directory/bind_limits.hpp"

#include <algorithm>

namespace rekey::directory {
namespace {

constexpr std::int64_t kCautiousThreshold = 5;
constexpr Duration kCautiousWindow = minutes{30};
constexpr Duration kForEver = days{3650};
constexpr Duration kSlack = minutes{2};  // a place is taken before the directory begins to count
constexpr std::int64_t kMargin = 2, kReserved = 2;

std::int64_t threshold_of(const Settings& settings, const std::optional<PasswordPolicy>& policy) {
    const auto typed = settings.lockout_threshold, told = policy ? policy->lockout_threshold : 0;
    if (typed > 0 && told > 0) return std::min(typed, told);
    if (typed > 0) return typed;
    return policy ? told : kCautiousThreshold;
}

Duration window_of(const Settings& settings, const std::optional<PasswordPolicy>& policy) {
    const Duration typed = minutes{settings.lockout_minutes};
    if (!policy || policy->lockout_threshold == 0) return typed > Duration{0} ? typed : kCautiousWindow;
    return policy->lockout_window > Duration{0} ? std::max(typed, policy->lockout_window) : kForEver;
}

}  // namespace

BindLimits bind_limits(const Settings& settings, const std::optional<PasswordPolicy>& policy) {
    BindLimits limits;
    limits.threshold = threshold_of(settings, policy);
    if (limits.threshold <= 0) return {};
    limits.all = std::max<std::int64_t>(1, limits.threshold - kMargin);
    limits.unfamiliar = std::max<std::int64_t>(1, limits.all - kReserved);
    limits.window = window_of(settings, policy) + kSlack;
    return limits;
}

bool leaves_room(const BindLimits& limits, std::int64_t counted, std::int64_t open) noexcept {
    return limits.threshold == 0 || counted + open <= std::max<std::int64_t>(1, limits.threshold - 1);
}

}  // namespace rekey::directory
