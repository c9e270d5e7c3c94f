#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rekey::config {

/// The candidate that a typing error probably meant: the nearest by edits (insert, delete, replace, swap), a third of its length away
/// at most. Nothing when none is near.
[[nodiscard]] std::optional<std::string> closest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace rekey::config
