#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::registration {

/// What a notice was about.
enum class Happening : std::uint8_t { MethodAdded, MethodChanged, MethodRemoved, PasswordChanged };
[[nodiscard]] std::string_view name(Happening what) noexcept;  ///< method_added, …
[[nodiscard]] std::optional<Happening> parse_happening(std::string_view name) noexcept;

/// What a link "this was not me" stands for. It works once, for a week.
struct NotMe {
    Mac token;  ///< MAC of what the messages hold
    IdentityId identity;
    Happening what = Happening::MethodAdded;
    std::optional<AuthenticatorId> authenticator;  ///< the method that came, if any
    Instant happened_at, expires_at;
    std::optional<Instant> used_at = {};
};

inline constexpr Duration kLinkLife = days{7};

}  // namespace rekey::registration
