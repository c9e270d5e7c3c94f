#pragma once
#include <string_view>

#include "domain/policy/throttle.hpp"

namespace rekey::policy {

// What is shared by many people: a client network, the numbers of a country, the tenant's day. What one account and one destination may
// have is in throttle.hpp.

/// Codes that one client network may cause.
[[nodiscard]] Limit sends_per_network(const tenant::Settings& settings, bool trusted_network) noexcept;
/// Texts and calls to the numbers of one country (ISO 3166). The tenant's own has the whole budget of the tenant.
[[nodiscard]] Limit phone_sends_per_country(const tenant::Settings& settings, std::string_view country) noexcept;
/// Texts and calls of the tenant.
[[nodiscard]] Limit phone_sends_per_tenant(const tenant::Settings& settings) noexcept;
/// The send at which administrators are told: 80 %, rounded up.
[[nodiscard]] std::int64_t alert_at(const Limit& limit) noexcept;

/// Whoever earns by texts and calls asks for codes and types none. Two counters of a country, which are added to together so that their
/// windows are the same: all codes, and those that nobody has typed yet.
[[nodiscard]] Limit watched_sends(const tenant::Settings& settings) noexcept;
[[nodiscard]] Limit untyped_sends(const tenant::Settings& settings) noexcept;
/// Nothing is sent to a country while this counter is above zero.
[[nodiscard]] Limit country_stop(const tenant::Settings& settings) noexcept;

/// What was sent to a country in the running window, before the send that is being judged.
struct Typing {
    std::int64_t sent = 0;
    std::int64_t untyped = 0;
};
/// Enough was sent to judge by, and the share that was typed is below the tenant's. Codes that people are typing just now count as untyped:
/// the share is low enough for that.
[[nodiscard]] bool is_pumped(const tenant::Settings& settings, const Typing& typing) noexcept;

}  // namespace rekey::policy
