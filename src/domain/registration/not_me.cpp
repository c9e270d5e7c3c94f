#include "domain/registration/not_me.hpp"

#include <algorithm>
#include <array>

namespace rekey::registration {
namespace {

constexpr std::array<std::string_view, 4> kNames{"method_added", "method_changed", "method_removed", "password_changed"};

}  // namespace

std::string_view name(Happening what) noexcept { return kNames[static_cast<std::size_t>(what)]; }

std::optional<Happening> parse_happening(std::string_view text) noexcept {
    const auto found = std::ranges::find(kNames, text);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Happening>(found - kNames.begin());
}

}  // namespace rekey::registration
