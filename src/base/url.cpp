#include "base/url.hpp"

#include <algorithm>
#include <charconv>

#include "base/network.hpp"
#include "base/text.hpp"

namespace rekey {
namespace {

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    return std::ranges::all_of(label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_host(std::string_view host) {
    if (host.size() > 253) return false;
    if (host.starts_with('[')) {
        if (!host.ends_with(']')) return false;
        const auto address = parse_address(host.substr(1, host.size() - 2));
        return address && host.find('%') == std::string_view::npos && host.find(':') != std::string_view::npos;
    }
    for (std::size_t from = 0; from <= host.size();) {
        const auto dot = std::min(host.find('.', from), host.size());
        if (!is_label(host.substr(from, dot - from))) return false;
        from = dot + 1;
    }
    return true;
}

/// Printable ASCII but quotes, angle brackets, backslash and the like.
bool is_path(std::string_view path) {
    constexpr std::string_view kForbidden = "\"'<>\\^`{|}";
    return std::ranges::all_of(path, [&](char c) { return c > 0x20 && c < 0x7F && kForbidden.find(c) == std::string_view::npos; });
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    for (const std::string_view scheme : {"https", "http"}) {
        if (text.starts_with(scheme) && text.substr(scheme.size()).starts_with("://")) url.scheme = scheme;
    }
    if (url.scheme.empty() || text.size() > 2048) return std::nullopt;

    const auto rest = text.substr(url.scheme.size() + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    url.path = rest.substr(authority.size());
    const auto colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
        const auto digits = authority.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
        if (error != std::errc{} || end != digits.data() + digits.size() || url.port == 0) return std::nullopt;
    }
    if (!is_host(url.host) || !is_path(url.path)) return std::nullopt;
    return url;
}

bool is_loopback_host(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = parse_address(host);
    return address && is_loopback(*address);
}

bool is_safe(const Url& url) { return url.scheme == "https" || is_loopback_host(url.host); }

}  // namespace rekey
