#include "http/request.hpp"

#include <algorithm>

namespace rekey::http {
namespace {

constexpr std::pair<Method, std::string_view> kMethods[] = {
    {Method::Get, "GET"},     {Method::Head, "HEAD"},     {Method::Post, "POST"},       {Method::Put, "PUT"},
    {Method::Patch, "PATCH"}, {Method::Delete, "DELETE"}, {Method::Options, "OPTIONS"},
};

}  // namespace

std::string_view name(Method method) noexcept {
    for (const auto& [known, text] : kMethods) {
        if (known == method) return text;
    }
    return "other";
}

Method parse_method(std::string_view text) noexcept {
    for (const auto& [method, known] : kMethods) {
        if (known == text) return method;
    }
    return Method::Other;
}

std::optional<std::string_view> Fields::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(fields_, name, [](const auto& field) { return std::string_view(field.first); });
    if (found == fields_.end()) return std::nullopt;
    return found->second;
}

std::size_t Fields::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(fields_, name, [](const auto& field) { return std::string_view(field.first); }));
}

std::string Fields::joined(std::string_view name) const {
    std::string list;
    for (const auto& [known, value] : fields_) {
        if (known != name) continue;
        if (!list.empty()) list += ", ";
        list += value;
    }
    return list;
}

}  // namespace rekey::http
