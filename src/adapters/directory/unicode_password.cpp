#include "adapters/directory/unicode_password.hpp"

#include "base/text.hpp"

namespace rekey::ldap {
namespace {

void put_unit(std::string& out, std::uint32_t unit) {
    out += static_cast<char>(unit & 0xFFU);
    out += static_cast<char>(unit >> 8U);
}

void put_code_point(std::string& out, std::uint32_t point) {
    if (point < 0x10000) return put_unit(out, point);
    put_unit(out, 0xD800U + ((point - 0x10000U) >> 10U));
    put_unit(out, 0xDC00U + ((point - 0x10000U) & 0x3FFU));
}

/// The first code point of well-formed UTF-8, which is taken away.
std::uint32_t take_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t more = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    std::uint32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(more + 1);
    return point;
}

}  // namespace

std::optional<Secret> unicode_password(const Secret& password) {
    if (!is_text(password.reveal())) return std::nullopt;
    std::string units;
    units.reserve(2 * password.size() + 4);  // never moved, so that no copy is left behind
    put_unit(units, '"');
    for (auto rest = password.reveal(); !rest.empty();) put_code_point(units, take_code_point(rest));
    put_unit(units, '"');
    Secret value{units};
    wipe(units);
    return value;
}

}  // namespace rekey::ldap
