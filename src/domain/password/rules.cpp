#include "domain/password/rules.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "domain/password/banned.hpp"
#include "domain/password/complexity.hpp"
#include "domain/password/fold.hpp"

namespace rekey::password {
namespace {

constexpr std::array<std::string_view, 10> kNames{"too_short", "too_long", "not_text",    "too_few_classes", "contains_name",
                                                  "common",    "banned",   "used_before", "too_soon",        "directory"};

/// A shorter name would forbid too much (as published for Microsoft Entra ID).
constexpr std::size_t kLeastName = 4;

/// Small letters, capitals, digits, and everything else, by Unicode's categories.
std::int64_t count_classes(std::string_view text) {
    bool small = false, capital = false, digit = false, other = false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        const auto category = U_GET_GC_MASK(c);
        if ((category & U_GC_LL_MASK) != 0)
            small = true;
        else if ((category & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0)
            capital = true;
        else if ((category & U_GC_ND_MASK) != 0)
            digit = true;
        else
            other = true;
    }
    return small + capital + digit + other;
}

bool holds(std::u32string_view folded, std::string_view name) {
    const auto part = fold(name);
    return part.view().size() >= kLeastName && folded.find(part.view()) != std::u32string_view::npos;
}

/// The name as a whole (of a user name: its local part), and each of its parts.
bool holds_any_part(std::u32string_view folded, std::string_view name) {
    const auto whole = name.substr(0, name.rfind('@'));
    if (holds(folded, whole)) return true;
    constexpr std::string_view kSeparators = " \t._-";
    for (std::size_t from = 0; from < whole.size();) {
        const auto end = std::min(whole.find_first_of(kSeparators, from), whole.size());
        if (holds(folded, whole.substr(from, end - from))) return true;
        from = end + 1;
    }
    return false;
}

}  // namespace

std::string_view name(Rule rule) noexcept { return kNames[static_cast<std::size_t>(rule)]; }

std::vector<Reason> check(std::string_view candidate, const Rules& rules, const Context& context) {
    if (candidate.empty() || !is_text(candidate)) return {{Rule::NotText}};
    const auto length = static_cast<std::int64_t>(code_points(candidate));
    // A text that is far too long is not searched: the work stays bounded.
    if (length > rules.max_length) return {{Rule::TooLong, rules.max_length}};

    std::vector<Reason> reasons;
    if (length < rules.min_length) reasons.push_back({Rule::TooShort, rules.min_length});
    if (count_classes(candidate) < rules.classes) reasons.push_back({Rule::TooFewClasses, rules.classes});
    if (rules.complex && count_kinds(candidate) < kComplexKinds) reasons.push_back({Rule::TooFewClasses, kComplexKinds});

    const auto folded = fold(candidate);
    const bool named = std::ranges::any_of(context.names, [&](const auto& name) { return holds_any_part(folded.view(), name); });
    if (named) reasons.push_back({Rule::ContainsName});
    if (is_common(candidate)) reasons.push_back({Rule::Common});
    if (is_banned(folded.view(), rules.banned)) reasons.push_back({Rule::Banned});
    return reasons;
}

}  // namespace rekey::password
