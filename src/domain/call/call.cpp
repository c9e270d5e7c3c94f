#include "domain/call/call.hpp"

#include <algorithm>
#include <array>

namespace rekey::call {
namespace {

constexpr std::array<std::string_view, 8> kHows{"played", "busy", "no_answer", "hung_up", "declined", "refused", "trouble", "unsure"};
constexpr std::array<std::string_view, 3> kKeyed{"nothing", "confirmed", "denied"};

template <class Value, std::size_t Size>
std::optional<Value> parse(const std::array<std::string_view, Size>& names, std::string_view text) noexcept {
    const auto* const found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view name(How how) noexcept { return kHows[static_cast<std::size_t>(how)]; }
std::optional<How> parse_how(std::string_view text) noexcept { return parse<How>(kHows, text); }

std::string_view name(Keyed keyed) noexcept { return kKeyed[static_cast<std::size_t>(keyed)]; }
std::optional<Keyed> parse_keyed(std::string_view text) noexcept { return parse<Keyed>(kKeyed, text); }

bool is_number(std::string_view text) noexcept {
    constexpr std::size_t kLeast = 6, kMost = 16;  // the plus is one of them
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return text.size() >= kLeast && text.size() <= kMost && text.front() == '+' && std::ranges::all_of(text.substr(1), digit);
}

}  // namespace rekey::call
