#include "config/placeholders.hpp"

#include <algorithm>

namespace rekey::config {
namespace {

/// "{to}" at the beginning: "to". Empty: no placeholder begins here.
std::string_view name_at_front(std::string_view text) {
    const auto end = text.find('}');
    if (!text.starts_with('{') || end == std::string_view::npos) return {};
    const auto name = text.substr(1, end - 1);
    return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }) ? name : std::string_view{};
}

}  // namespace

std::string replace_placeholders(std::string_view text, const std::function<std::string(std::string_view name)>& value) {
    std::string out;
    while (!text.empty()) {
        const auto brace = std::min(text.find('{'), text.size());
        out += text.substr(0, brace);
        text.remove_prefix(brace);
        if (const auto name = name_at_front(text); !name.empty()) {
            out += value(name);
            text.remove_prefix(name.size() + 2);
        } else if (!text.empty()) {
            out += '{';
            text.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace rekey::config
