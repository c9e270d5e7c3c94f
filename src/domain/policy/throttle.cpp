#include "domain/policy/throttle.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace rekey::policy {
namespace {

/// An address as 16 bytes, IPv4 as ::ffff:a.b.c.d, so that both families are compared alike.
using Address = std::array<std::uint8_t, 16>;
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::optional<Address> parse_address(std::string_view text) {
    const std::string plain(text.substr(0, text.find('%')));  // the zone names an interface of ours, not the client
    Address address{};
    if (inet_pton(AF_INET6, plain.c_str(), address.data()) == 1) return address;
    std::ranges::copy(kMapped, address.begin());
    if (inet_pton(AF_INET, plain.c_str(), address.data() + kMapped.size()) == 1) return address;
    return std::nullopt;
}

bool is_v4(const Address& address) { return std::equal(kMapped.begin(), kMapped.end(), address.begin()); }

struct Block {
    Address address;
    int bits;
};

std::optional<Block> parse_block(std::string_view cidr) {
    const auto slash = cidr.find('/');
    const auto address = parse_address(cidr.substr(0, slash));
    if (!address) return std::nullopt;
    const int width = is_v4(*address) ? 32 : 128;
    int bits = width;
    if (slash != std::string_view::npos) {
        const auto digits = cidr.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > width) return std::nullopt;
    }
    return Block{*address, bits + (128 - width)};
}

bool contains(const Block& block, const Address& address) {
    for (int bit = 0; bit < block.bits; bit += 8) {
        const auto at = static_cast<std::size_t>(bit / 8);
        const int left = std::min(8, block.bits - bit);
        const auto mask = static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - left));
        if ((block.address[at] & mask) != (address[at] & mask)) return false;
    }
    return true;
}

}  // namespace

Limit starts_per_10_minutes(const tenant::Settings& s, bool trusted) noexcept {
    return {"starts.10min", trusted ? s.trusted_starts_per_10_minutes : s.starts_per_10_minutes, minutes{10}};
}

Limit starts_per_hour(const tenant::Settings& s, bool trusted) noexcept {
    return {"starts.hour", trusted ? s.trusted_starts_per_hour : s.starts_per_hour, hours{1}};
}

Limit failed_proofs(const tenant::Settings& s, identity::Side side) noexcept {
    return {side == identity::Side::Familiar ? "proofs.familiar" : "proofs.unfamiliar", s.failed_proofs_per_day, hours{24}};
}

Limit pause(identity::Side side) noexcept {
    return {side == identity::Side::Familiar ? "pause.familiar" : "pause.unfamiliar", 1, hours{24}};
}

Limit sends_per_account(const tenant::Settings& s, method::Kind kind) noexcept {
    if (kind == method::Kind::Email) return {"sends.email", s.email_sends_per_hour, hours{1}};
    return {"sends.phone", s.phone_sends_per_hour, hours{1}};
}

Limit sends_per_destination(const tenant::Settings& s, method::Kind kind) noexcept {
    if (kind == method::Kind::Email) return {"destination.email", s.destination_emails_per_hour, hours{1}};
    if (kind == method::Kind::VoiceOffice) return {"destination.office", s.destination_office_per_hour, hours{1}};
    return {"destination.mobile", s.destination_mobile_per_hour, hours{1}};
}

Limit resets_per_account(const tenant::Settings& s) noexcept { return {"resets", s.resets_per_day, hours{24}}; }

std::string client_network(std::string_view text) {
    const auto address = parse_address(text);
    if (!address) return "unknown";
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (is_v4(*address)) return inet_ntop(AF_INET, address->data() + kMapped.size(), out.data(), out.size());
    Address prefix = *address;
    std::fill(prefix.begin() + 8, prefix.end(), std::uint8_t{0});
    return fmt::format("{}/64", inet_ntop(AF_INET6, prefix.data(), out.data(), out.size()));
}

bool in_networks(std::string_view text, std::span<const std::string> cidrs) {
    const auto address = parse_address(text);
    if (!address) return false;
    return std::ranges::any_of(cidrs, [&](const auto& cidr) {
        const auto block = parse_block(cidr);
        return block && is_v4(block->address) == is_v4(*address) && contains(*block, *address);
    });
}

}  // namespace rekey::policy
