#pragma once
#include <cstdint>
#include <string_view>

#include "domain/password/rules.hpp"

namespace rekey::password {

/// Active Directory's "password must meet complexity requirements", as far as it can be told from outside
/// (https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/password-must-meet-complexity-requirements).
inline constexpr std::int64_t kComplexKinds = 3;

/// Of five kinds: capitals, small letters, letters that are neither, the digits 0 to 9, and everything else.
[[nodiscard]] std::int64_t count_kinds(std::string_view candidate);

/// A user name as a whole, or a part of a name of at least three characters, in whatever case.
[[nodiscard]] bool holds_name_part(std::string_view candidate, const Context& context);

/// As that directory counts it: UTF-16 units, of which a character outside the basic plane has two.
[[nodiscard]] std::int64_t utf16_length(std::string_view candidate) noexcept;

}  // namespace rekey::password
