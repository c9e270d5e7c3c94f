#pragma once
#include <cstddef>
#include <string_view>

#include "base/secret.hpp"

namespace rekey::method {

/// Characters of an answer to a security question, in the form that is hashed.
inline constexpr std::size_t kShortestAnswer = 3, kLongestAnswer = 40;

/// What was typed, in the form that is hashed: see to_caseless (base/text.hpp). "  ROTTERDAM zuid" and "Rotterdam Zuid" are one answer;
/// accents and signs count. Empty when it is not text.
[[nodiscard]] Secret fold_answer(const Secret& typed);

/// The words of a folded answer stand in that text, one after the other: then it is no secret. Case and signs of the text do not matter.
[[nodiscard]] bool stands_in(const Secret& folded, std::string_view text);

}  // namespace rekey::method
