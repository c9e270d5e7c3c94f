#pragma once
#include <string>
#include <string_view>

namespace rekey::captcha {

/// What pictures show: capitals and digits, one only of those that look alike (0 O Q D, 1 I L, 2 Z, 4 A, 5 S, 6 G C, 7 T, 8 B, V U), and no
/// J, which hides behind its neighbours.
constexpr std::string_view kLetters = "ABCDEFHKLMNPRSTUWXYZ39";
/// What sounds speak.
constexpr std::string_view kDigits = "0123456789";

/// The form in which two answers are compared: capitals, one of each set of look-alikes, no spaces or dashes between.
/// Digits stay apart from each other.
[[nodiscard]] std::string fold(std::string_view typed);

}  // namespace rekey::captcha
