#pragma once
#include <string>
#include <vector>

#include "base/network.hpp"
#include "http/request.hpp"

namespace rekey::http {

/// "203.0.113.7", "2001:db8::7": IPv4-mapped addresses as IPv4, IPv6 as RFC 5952 writes it.
[[nodiscard]] std::string to_text(const IpAddress& address);

struct Client {
    IpAddress address{};
    bool secure = false;  ///< TLS, to us or to the proxy
};

/// Which peers may say on whose behalf they speak.
class TrustedProxies final {
public:
    TrustedProxies() = default;
    explicit TrustedProxies(std::vector<IpNetwork> networks) : networks_(std::move(networks)) {}

    [[nodiscard]] bool holds(const IpAddress& address) const noexcept;

    /// Who is behind the connection. X-Forwarded-For is read from the right: each proxy appended what it saw, so the first address
    /// that is not a trusted proxy's is the client; everything left of it was written by the client and is ignored. What cannot be
    /// read ends the walk at the last hop that could. Neither header counts when the peer itself is not trusted.
    [[nodiscard]] Client resolve(const IpAddress& peer, bool tls, const Fields& headers) const;

private:
    std::vector<IpNetwork> networks_;
};

/// One entry of X-Forwarded-For: an address, with or without a port or brackets ("192.0.2.1:4711", "[2001:db8::1]:80").
[[nodiscard]] std::optional<IpAddress> parse_hop(std::string_view entry);

}  // namespace rekey::http
