#pragma once
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::signin {

/// Smart lockout: so many counted failures lock the account for a while; every one after that for twice as long, up to a day.
struct LockoutRule {
    std::int64_t failures = 10;
    Duration first = seconds{60};
    Duration longest = hours{24};
};
[[nodiscard]] LockoutRule lockout_rule(const tenant::Settings& settings) noexcept;

/// How long the account takes no password after its `failures`-th counted failure in a row; zero while there are too few.
[[nodiscard]] Duration lock_after(std::int64_t failures, const LockoutRule& rule) noexcept;

/// Failures are forgotten this long after the last of them, or after the end of the lock it caused.
inline constexpr Duration kMemory = hours{24};

/// How many wrong passwords are remembered: typing one of them again is a slip, not another guess.
inline constexpr std::size_t kRemembered = 3;

/// Every refusal is answered a multiple of this after the request arrived, so that the reason cannot be read off the clock.
inline constexpr Duration kRefusalStep{400};

}  // namespace rekey::signin
