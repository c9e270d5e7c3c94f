#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rekey {

/// An address as 16 bytes, IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that both families are compared alike.
using IpAddress = std::array<std::uint8_t, 16>;

/// "203.0.113.7", "2001:db8::7", "fe80::1%eth0" (the zone is dropped: it names an interface of ours). No host names.
[[nodiscard]] std::optional<IpAddress> parse_address(std::string_view text);
[[nodiscard]] bool is_v4(const IpAddress& address) noexcept;
/// 127.0.0.0/8 (RFC 1122 3.2.1.3) and ::1.
[[nodiscard]] bool is_loopback(const IpAddress& address) noexcept;

/// A CIDR block (RFC 4632); `bits` of 128, so an IPv4 /24 has 120.
struct IpNetwork {
    IpAddress address{};
    int bits = 128;
};

/// "10.0.0.0/8", "2001:db8::/32"; without a slash one address. Bits beyond the prefix are ignored.
[[nodiscard]] std::optional<IpNetwork> parse_network(std::string_view text);
/// Never true across families: ::/0 does not hold IPv4.
[[nodiscard]] bool contains(const IpNetwork& network, const IpAddress& address) noexcept;

}  // namespace rekey
