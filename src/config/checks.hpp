#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace rekey::config {

// What is wrong with one value, as the end of a sentence that begins with the key; nothing when it is well formed.
[[nodiscard]] std::optional<std::string> why_not_network(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_store(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_variable(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_tenant(std::string_view text);
/// Exactly scheme://host[:port], https or on loopback, without the scheme's own port: what a browser sends as Origin (RFC 6454 6.2).
[[nodiscard]] std::optional<std::string> why_not_origin(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_host(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_address(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_line(std::string_view text);

/// Rules that concern several keys. `where` gives the place of a key in the file.
using Where = std::function<Place(std::string_view key)>;
[[nodiscard]] std::vector<Problem> check_together(const Config& config, const Where& where);

}  // namespace rekey::config
