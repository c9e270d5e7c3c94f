#include "http/pipeline/forwarded.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace rekey::http {
namespace {

/// The last entry of a comma-separated list, which is taken off.
std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    const auto entry = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
    return trim(entry);
}

}  // namespace

std::string to_text(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = is_v4(address);
    inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? 12 : 0), text.data(), text.size());
    return text.data();
}

std::optional<IpAddress> parse_hop(std::string_view entry) {
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        return parse_address(entry.substr(1, end - 1));
    }
    if (std::ranges::count(entry, ':') == 1) entry = entry.substr(0, entry.find(':'));
    return parse_address(entry);
}

bool TrustedProxies::holds(const IpAddress& address) const noexcept {
    return std::ranges::any_of(networks_, [&](const IpNetwork& network) { return contains(network, address); });
}

Client TrustedProxies::resolve(const IpAddress& peer, bool tls, const Fields& headers) const {
    Client client{peer, tls};
    if (!holds(peer)) return client;

    const std::string schemes = headers.joined("x-forwarded-proto");
    std::string_view rest = schemes;
    if (!rest.empty()) client.secure = take_last(rest) == "https";

    const std::string hops = headers.joined("x-forwarded-for");
    for (rest = hops; !rest.empty() && holds(client.address);) {
        const auto hop = parse_hop(take_last(rest));
        if (!hop) break;
        client.address = *hop;
    }
    return client;
}

}  // namespace rekey::http
