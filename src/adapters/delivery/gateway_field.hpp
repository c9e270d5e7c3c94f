#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/receipts.hpp"

namespace rekey::delivery {

/// Of JSON that a gateway sent; nothing when it is none.
[[nodiscard]] std::optional<boost::json::value> parsed(std::string_view body);
/// The text, number or truth value at "messages.0.status".
[[nodiscard]] std::optional<std::string> field(const std::optional<boost::json::value>& document, std::string_view path);
/// Of a query or a form.
[[nodiscard]] std::optional<std::string> among(const ports::ReceiptCall::Fields& fields, std::string_view name);
/// A number of at most five digits or a word without any: nothing that could be a phone number or a code that was sent.
[[nodiscard]] bool is_error_code(std::string_view text);
[[nodiscard]] bool contains(const std::vector<std::string>& list, std::string_view text);

}  // namespace rekey::delivery
