#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rekey::password {

enum class Rule : std::uint8_t { TooShort, TooLong, NotText, TooFewClasses, ContainsName, Common, Banned, UsedBefore, TooSoon, Directory };
[[nodiscard]] std::string_view name(Rule rule) noexcept;  ///< as in the API: too_short, …

/// Why a candidate is refused, in words a person can act on; `limit` is the number the sentence needs (0: none).
struct Reason {
    Rule rule;
    std::int64_t limit = 0;
    friend bool operator==(const Reason&, const Reason&) = default;
};

struct Rules {
    std::int64_t min_length = 12, max_length = 256;  ///< code points (NIST SP 800-63B: one code point is one character)
    std::int64_t classes = 0;                        ///< of four; 0: no composition rule (ASVS 6.2.5)
    bool complex = false;                            ///< Active Directory's complexity, see complexity.hpp
    std::int64_t history = 5;
    std::span<const std::string> banned = {};        ///< the tenant's own words
};

/// Who the password is for: what it must not contain (user name, display name, given name, surname, tenant name …).
struct Context {
    std::vector<std::string> names;
};

/// Everything that can be judged without a hash. Empty: acceptable so far. The candidate is NFC (see prepare).
/// Common: the whole candidate, folded (lower case, 0→o 1→l $→s @→a …), is in the built-in list or one edit away from a banned word.
[[nodiscard]] std::vector<Reason> check(std::string_view candidate, const Rules& rules, const Context& context);

/// True when the folded candidate is one of the built-in common passwords.
[[nodiscard]] bool is_common(std::string_view candidate);

}  // namespace rekey::password
