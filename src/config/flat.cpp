#include <fmt/format.h>

#include "base/log.hpp"
#include "base/overloaded.hpp"
#include "config/load.hpp"
#include "config/toml.hpp"

namespace rekey::config {
namespace {

std::optional<FlatValue> flat_value(const toml::node& node) {
    if (const auto number = node.value_exact<std::int64_t>()) return *number;
    if (const auto on = node.value_exact<bool>()) return *on;
    if (const auto text = node.value_exact<std::string>()) return *text;
    const auto* array = node.as_array();
    if (!array) return std::nullopt;
    std::vector<std::string> list;
    for (const auto& each : *array) {
        const auto text = each.value_exact<std::string>();
        if (!text) return std::nullopt;
        list.push_back(*text);
    }
    return list;
}

/// A basic string of TOML; its escapes are a superset of JSON's.
std::string toml_string(std::string_view text) { return '"' + log::escape(text) + '"'; }

}  // namespace

std::expected<std::map<std::string, FlatEntry>, std::vector<Problem>> parse_flat(std::string_view text, const std::string& file) {
    const auto root = toml::parse(text, file);
    if (!root) {
        const auto line = static_cast<int>(root.error().source().begin.line);
        return std::unexpected(std::vector{Problem{{file, line}, std::string(root.error().description())}});
    }
    std::map<std::string, FlatEntry> entries;
    std::vector<Problem> problems;
    for (const auto& [name, node] : root.table()) {
        const auto line = static_cast<int>(node.source().begin.line);
        if (auto value = flat_value(node)) {
            entries[std::string(name.str())] = {std::move(*value), line};
        } else {
            problems.push_back({{file, line}, fmt::format("{} must be a number, true or false, a text, or a list of texts", name.str())});
        }
    }
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return entries;
}

std::string to_toml(const FlatValue& value) {
    return std::visit(
        Overloaded{[](std::int64_t number) { return std::to_string(number); }, [](bool on) { return std::string(on ? "true" : "false"); },
                   [](const std::string& text) { return toml_string(text); },
                   [](const std::vector<std::string>& list) {
                       std::string out = "[";
                       for (const auto& text : list) out += (out.size() > 1 ? ", " : "") + toml_string(text);
                       return out + "]";
                   }},
        value);
}

}  // namespace rekey::config
