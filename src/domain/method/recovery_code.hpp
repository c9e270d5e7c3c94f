#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "domain/method/method.hpp"

namespace rekey::method {

/// A set is ten codes of 80 bits (NIST SP 800-63B-4 section 4.2.1.1 asks for 64), each usable once.
inline constexpr std::size_t kRecoveryCodes = 10;
inline constexpr std::size_t kRecoveryCodeBytes = 10;
inline constexpr std::size_t kRecoveryCodeSize = 16;  ///< characters, without the dashes

/// Ten random bytes as a person writes them down: 4F7Q-0ZKD-81MX-RT2B.
[[nodiscard]] Secret make_recovery_code(std::span<const std::uint8_t, kRecoveryCodeBytes> random);

/// What was typed, in the form that is hashed: no spaces and dashes, capitals, O read as 0, I and L as 1. Anything else stays as it is
/// and fits no code.
[[nodiscard]] Secret fold_recovery_code(const Secret& typed);

/// Which of the two was typed where both may be: digits are an app's code, unless they are as many as a recovery code has.
[[nodiscard]] Kind kind_of_code(const Secret& typed);

}  // namespace rekey::method
