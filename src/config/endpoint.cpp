#include <charconv>

#include "base/network.hpp"
#include "config/config.hpp"

namespace rekey::config {

std::string to_text(const Endpoint& endpoint) {
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (bracketed != (host.find(':') != std::string_view::npos) || !parse_address(host)) return std::nullopt;

    Endpoint endpoint{std::string(host), 0};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return endpoint;
}

bool is_loopback(const Endpoint& endpoint) {
    const auto address = parse_address(endpoint.host);
    return address && rekey::is_loopback(*address);
}

}  // namespace rekey::config
