#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace rekey::http {

/// A request target in one of the two forms a server of resources accepts (RFC 9112 section 3.2): "/path?query", or
/// "http://authority/path?query". The asterisk of `OPTIONS *` comes as path "*".
struct Target {
    std::string path;
    std::string query;
    std::optional<std::string> authority;  ///< of the absolute form; must agree with Host
};
/// Strict: only the characters of RFC 3986 and whole percent escapes; everything else is nothing. The path is left as sent: "..",
/// "//" and the like are never resolved, they just match no route.
[[nodiscard]] std::optional<Target> parse_target(std::string_view text);

/// Nothing for a broken escape, and when the outcome is not text (UTF-8 without control characters) or holds a '/' or '\'.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// "a=1&b=2", '+' for a space, as HTML forms write it. Nothing when a name comes twice, an escape is broken, or a value is not text
/// without control characters: who sends `a=1&a=2` wants two parts of a system to read different values.
[[nodiscard]] std::optional<Fields> parse_query(std::string_view text);

}  // namespace rekey::http
