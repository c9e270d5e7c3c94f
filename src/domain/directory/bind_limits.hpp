#pragma once
#include <cstdint>
#include <optional>

#include "domain/directory/facts.hpp"
#include "domain/directory/settings.hpp"

namespace rekey::directory {

/// How many wrong passwords may be passed on to a directory for one person, so that strangers cannot lock him out there.
struct BindLimits {
    std::int64_t threshold = 0;   ///< wrong passwords that lock there; 0: it never locks, and nothing is limited here
    std::int64_t all = 0;         ///< from everywhere
    std::int64_t unfamiliar = 0;  ///< of these, from networks the person has not signed in from
    Duration window{};            ///< from the last one on
};

/// What the administrator says of the directory, or what it says itself: whichever locks sooner and forgets later. Where nobody says anything,
/// five wrong passwords in half an hour.
[[nodiscard]] BindLimits bind_limits(const Settings& settings, const std::optional<PasswordPolicy>& policy);

/// May one more be passed on? `counted` are those the directory has counted now, `open` those it has not judged yet, this one included. One stays
/// for the person at their own desk.
[[nodiscard]] bool leaves_room(const BindLimits& limits, std::int64_t counted, std::int64_t open) noexcept;

}  // namespace rekey::directory
