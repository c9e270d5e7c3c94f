#include "domain/password/complexity.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/password/fold.hpp"

namespace rekey::password {
namespace {

constexpr std::size_t kLeastPart = 3;

bool holds(std::u32string_view candidate, std::string_view part) {
    const auto small = to_small(part);
    return small.view().size() >= kLeastPart && candidate.find(small.view()) != std::u32string_view::npos;
}

bool holds_any_part(std::u32string_view candidate, std::string_view name) {
    const auto whole = name.substr(0, name.rfind('@'));
    if (holds(candidate, whole)) return true;
    constexpr std::string_view kSeparators = " \t,.-_#";
    for (std::size_t from = 0; from < whole.size();) {
        const auto end = std::min(whole.find_first_of(kSeparators, from), whole.size());
        if (holds(candidate, whole.substr(from, end - from))) return true;
        from = end + 1;
    }
    return false;
}

}  // namespace

std::int64_t count_kinds(std::string_view candidate) {
    bool capital = false, small = false, letter = false, digit = false, other = false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(candidate.data());
    const auto size = static_cast<std::int32_t>(candidate.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        const auto category = U_GET_GC_MASK(c);
        if ((category & U_GC_LU_MASK) != 0)
            capital = true;
        else if ((category & U_GC_LL_MASK) != 0)
            small = true;
        else if (u_isUAlphabetic(c) != 0)
            letter = true;
        else if (c >= '0' && c <= '9')
            digit = true;
        else
            other = true;
    }
    return capital + small + letter + digit + other;
}

bool holds_name_part(std::string_view candidate, const Context& context) {
    const auto small = to_small(candidate);
    return std::ranges::any_of(context.names, [&](const auto& name) { return holds_any_part(small.view(), name); });
}

std::int64_t utf16_length(std::string_view candidate) noexcept {
    const auto outside = std::ranges::count_if(candidate, [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
    return static_cast<std::int64_t>(code_points(candidate)) + outside;
}

}  // namespace rekey::password
