#include "adapters/delivery/gateway_field.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>

namespace rekey::delivery {
namespace {

namespace json = boost::json;

const json::value* member(const json::value& value, std::string_view name) {
    if (const auto* const object = value.if_object()) return object->if_contains(name);
    const auto* const list = value.if_array();
    std::size_t place = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), place);
    if (list == nullptr || error != std::errc{} || end != name.data() + name.size()) return nullptr;
    return list->if_contains(place);
}

std::optional<std::string> as_text(const json::value& value) {
    if (const auto* const text = value.if_string()) return std::string(*text);
    if (const auto* const number = value.if_int64()) return std::to_string(*number);
    if (const auto* const number = value.if_uint64()) return std::to_string(*number);
    if (const auto* const yes = value.if_bool()) return *yes ? "true" : "false";
    return std::nullopt;
}

}  // namespace

std::optional<json::value> parsed(std::string_view body) {
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code error;
    auto value = json::parse(body, error, {}, options);
    if (error) return std::nullopt;
    return value;
}

std::optional<std::string> field(const std::optional<json::value>& document, std::string_view path) {
    const auto* at = document ? &*document : nullptr;
    while (at != nullptr && !path.empty()) {
        const auto name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(name.size() + 1, path.size()));
        at = member(*at, name);
    }
    return at == nullptr ? std::nullopt : as_text(*at);
}

bool is_error_code(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; };
    if (text.empty()) return false;
    return std::ranges::all_of(text, digit) ? text.size() <= 5 : text.size() <= 40 && std::ranges::all_of(text, letter);
}

bool contains(const std::vector<std::string>& list, std::string_view text) { return std::ranges::find(list, text) != list.end(); }

std::optional<std::string> among(const ports::ReceiptCall::Fields& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
    return found == fields.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace rekey::delivery
