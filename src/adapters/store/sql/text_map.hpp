#pragma once
#include <map>
#include <string>
#include <string_view>

namespace rekey::store {

/// A map of text as lines of `key=value`, readable in the database. Backslash escapes itself, line ends, and = in keys.
[[nodiscard]] std::string encode_map(const std::map<std::string, std::string>& map);
/// The inverse. Never fails: a line without = is a key without a value.
[[nodiscard]] std::map<std::string, std::string> decode_map(std::string_view text);

}  // namespace rekey::store
