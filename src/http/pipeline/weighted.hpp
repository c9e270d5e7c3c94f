#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace rekey::http {

/// "br;q=0.9, gzip, *;q=0": the entries with their weights from 0 to 1000, in the order they came (RFC 9110 section 12.4.2).
/// Entries whose weight cannot be read are left out; at most 32 are looked at.
[[nodiscard]] std::vector<std::pair<std::string_view, int>> weighted_list(std::string_view header);

}  // namespace rekey::http
