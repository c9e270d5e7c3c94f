#pragma once
#include <optional>
#include <string>

namespace rekey::system {

/// The environment variable of that name, or nothing when it is not set.
[[nodiscard]] std::optional<std::string> environment_variable(const std::string& name);

}  // namespace rekey::system
