#include "domain/signin/lockout.hpp"

#include <algorithm>

namespace rekey::signin {

LockoutRule lockout_rule(const tenant::Settings& settings) noexcept {
    const LockoutRule defaults;
    return {settings.lockout_failures, seconds{settings.lockout_seconds}, defaults.longest};
}

Duration lock_after(std::int64_t failures, const LockoutRule& rule) noexcept {
    if (failures < rule.failures) return Duration{0};
    // Beyond 2^20 times a second everything is longer than a day; more doublings would only overflow.
    const auto doublings = std::min<std::int64_t>(failures - rule.failures, 20);
    return std::min(rule.first * (std::int64_t{1} << doublings), rule.longest);
}

}  // namespace rekey::signin
