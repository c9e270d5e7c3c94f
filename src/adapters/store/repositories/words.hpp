#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/method/method.hpp"

namespace rekey::store {

[[nodiscard]] std::optional<method::Channel> parse_channel(std::string_view name) noexcept;
/// "email,sms"; the order is kept.
[[nodiscard]] std::string join_channels(const std::vector<method::Channel>& channels);
[[nodiscard]] std::vector<method::Channel> split_channels(std::string_view text);

/// How a provider stands in a list of them with a space between, as LIKE finds it: their names hold none of its wildcards.
[[nodiscard]] std::string among(std::string_view provider);

}  // namespace rekey::store
