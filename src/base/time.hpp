#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace rekey {

/// Milliseconds. Every stored instant comes from the store's clock (one per unit of work), so that skewed nodes agree.
using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

[[nodiscard]] constexpr std::int64_t to_millis(Instant at) noexcept { return at.time_since_epoch().count(); }
[[nodiscard]] constexpr Instant from_millis(std::int64_t ms) noexcept { return Instant{Duration{ms}}; }

/// RFC 3339 in UTC with milliseconds: 2026-11-22T14:32:00.000Z
[[nodiscard]] std::string to_rfc3339(Instant at);

}  // namespace rekey
