#include "domain/directory/entry.hpp"

#include <algorithm>

namespace rekey::directory {
namespace {

bool same(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

const Attribute* Entry::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find_if(attributes, [&](const Attribute& attribute) { return same(attribute.name, name); });
    return found == attributes.end() ? nullptr : &*found;
}

std::string_view Entry::first(std::string_view name) const noexcept {
    const auto* const attribute = find(name);
    return attribute == nullptr || attribute->values.empty() ? std::string_view{} : std::string_view(attribute->values.front());
}

bool Entry::has(std::string_view name, std::string_view value) const noexcept {
    const auto* const attribute = find(name);
    return attribute != nullptr && std::ranges::find(attribute->values, value) != attribute->values.end();
}

}  // namespace rekey::directory
