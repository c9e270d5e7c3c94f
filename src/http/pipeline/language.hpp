#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rekey::http {

/// The tags of Accept-Language, best first (RFC 9110 section 12.5.4). Lenient: what is not a tag is left out; at most ten.
[[nodiscard]] std::vector<std::string> preferred_languages(std::string_view accept_language);

}  // namespace rekey::http
