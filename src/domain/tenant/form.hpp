#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/tenant/settings.hpp"

namespace rekey::tenant {

/// What is wrong with a text of that form, as the end of a sentence that begins with the key; nothing when it is well formed.
[[nodiscard]] std::optional<std::string> why_not(Form form, std::string_view text);

/// "name|label|https://…": the name is small letters, digits and hyphens.
[[nodiscard]] std::optional<ReturnLink> parse_return_link(std::string_view text);

}  // namespace rekey::tenant
