#include "base/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace rekey {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr IpAddress kLoopback6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

}  // namespace

std::optional<IpAddress> parse_address(std::string_view text) {
    const std::string plain(text.substr(0, text.find('%')));
    if (plain.contains('\0')) return std::nullopt;  // inet_pton would read no further
    IpAddress address{};
    if (inet_pton(AF_INET6, plain.c_str(), address.data()) == 1) return address;
    std::ranges::copy(kMapped, address.begin());
    if (inet_pton(AF_INET, plain.c_str(), address.data() + kMapped.size()) == 1) return address;
    return std::nullopt;
}

bool is_v4(const IpAddress& address) noexcept { return std::equal(kMapped.begin(), kMapped.end(), address.begin()); }

bool is_loopback(const IpAddress& address) noexcept { return is_v4(address) ? address[12] == 127 : address == kLoopback6; }

std::optional<IpNetwork> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const int width = is_v4(*address) ? 32 : 128;
    int bits = width;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > width) return std::nullopt;
    }
    return IpNetwork{*address, bits + (128 - width)};
}

bool contains(const IpNetwork& network, const IpAddress& address) noexcept {
    if (is_v4(network.address) != is_v4(address)) return false;
    for (int bit = 0; bit < network.bits; bit += 8) {
        const auto at = static_cast<std::size_t>(bit / 8);
        const auto mask = static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - std::min(8, network.bits - bit)));
        if ((network.address[at] & mask) != (address[at] & mask)) return false;
    }
    return true;
}

}  // namespace rekey
