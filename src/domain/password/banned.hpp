#pragma once
#include <span>
#include <string>
#include <string_view>

namespace rekey::password {

/// The tenant's own words, judged as Microsoft Entra ID publishes it for its custom list, on folded text: a candidate within one edit of
/// a word is refused; otherwise every word found in it and every other character is one point, and fewer than five points are refused.
/// Of all ways to split the candidate the one with the fewest points counts.
[[nodiscard]] bool is_banned(std::u32string_view folded, std::span<const std::string> words);

/// True when one insertion, deletion or substitution, or none, turns one text into the other.
[[nodiscard]] bool within_one_edit(std::u32string_view a, std::u32string_view b) noexcept;

}  // namespace rekey::password
