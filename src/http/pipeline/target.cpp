#include "http/pipeline/target.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace rekey::http {
namespace {

constexpr int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// RFC 3986: unreserved, sub-delims, ':', '@', '/' and, for queries, '?'. A percent sign is judged apart.
constexpr auto kAllowed = [] {
    std::array<bool, 256> table{};
    for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
    for (const char c : std::string_view("-._~!$&'()*+,;=:@/?")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_well_formed(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (kAllowed[static_cast<unsigned char>(text[i])]) continue;
        if (text[i] != '%' || i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) return false;
        i += 2;
    }
    return true;
}

bool is_plain_text(std::string_view text) noexcept {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return is_text(text) && std::ranges::none_of(text, is_control);
}

enum class Plus : std::uint8_t { Plain, Space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::Space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!is_plain_text(out)) return std::nullopt;
    return out;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
    Target target;
    if (text == "*") return Target{.path = "*", .query = {}, .authority = {}};
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        text.remove_prefix(scheme.size());
        const auto end = std::min(text.find_first_of("/?"), text.size());
        target.authority = std::string(text.substr(0, end));
        text.remove_prefix(end);
        break;
    }
    const auto mark = std::min(text.find('?'), text.size());
    target.path = text.substr(0, mark);
    target.query = text.substr(std::min(mark + 1, text.size()));
    if (target.authority && target.path.empty()) target.path = "/";
    if (!target.path.starts_with('/') || !is_well_formed(target.path) || !is_well_formed(target.query)) return std::nullopt;
    return target;
}

std::optional<std::string> percent_decode(std::string_view text) {
    auto decoded = decode(text, Plus::Plain);
    if (!decoded || decoded->find_first_of("/\\") != std::string::npos) return std::nullopt;
    return decoded;
}

std::optional<Fields> parse_query(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto key = decode(pair.substr(0, equals), Plus::Space);
        auto value = decode(pair.substr(std::min(equals + 1, pair.size())), Plus::Space);
        if (!key || !value || fields.find(*key)) return std::nullopt;
        fields.add(std::move(*key), std::move(*value));
    }
    return fields;
}

}  // namespace rekey::http
