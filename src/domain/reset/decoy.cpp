#include "domain/reset/decoy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace rekey::reset {
namespace {

/// A stream of numbers that depends on the seed only (SplitMix64 over its first 16 bytes): the seed is a MAC, so it cannot be foreseen.
class Stream final {
public:
    explicit Stream(const Mac& seed) {
        for (std::size_t i = 0; i < 8; ++i) state_ = (state_ << 8U) | seed.bytes[i];
    }
    std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

private:
    std::uint64_t state_ = 0;
};

/// First and last letters of given names and surnames, roughly as often as people have them.
constexpr std::string_view kFirstLetters = "jjjjmmmmaaaasssskkkeeerrrllldddcccttthhhbbbppnnggffiivvwwoyz";
constexpr std::string_view kLastLetters = "nnnnnnssssssrrrrreeeeettttkkkdddaaallliioohyymmgzw0123479";

std::string letter(std::string_view pool, Stream& stream) { return std::string(1, pool[stream.next() % pool.size()]); }

/// Weighted rendezvous hashing: the choice changes for few seeds when shapes or weights change a little.
const Shape& choose(std::span<const Shape> shapes, std::uint64_t salt) {
    const Shape* best = &shapes.front();
    double best_score = std::numeric_limits<double>::infinity();
    for (const auto& shape : shapes) {
        Mac key;
        std::uint64_t mixed = salt;
        for (const char c : shape.domain_first + "@" + shape.suffix) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        for (std::size_t i = 0; i < 8; ++i) key.bytes[i] = static_cast<std::uint8_t>(mixed >> (8 * i));
        const double uniform = (static_cast<double>(Stream(key).next() >> 11U) + 0.5) * 0x1.0p-53;
        const double score = -std::log(uniform) / static_cast<double>(std::max<std::int64_t>(shape.weight, 1));
        if (score < best_score) {
            best_score = score;
            best = &shape;
        }
    }
    return *best;
}

std::string mailbox(Stream& stream, std::span<const Shape> shapes) {
    const auto first = letter(kFirstLetters, stream);
    const auto last = letter(kLastLetters, stream);
    const auto& shape = choose(shapes, stream.next());
    return first + "....." + last + "@" + shape.domain_first + "....." + shape.suffix;
}

std::string number(Stream& stream) {
    const auto tail = stream.next() % 100;
    return "+000000000" + std::string(1, static_cast<char>('0' + tail / 10)) + std::string(1, static_cast<char>('0' + tail % 10));
}

IdBytes id_from(Stream& stream) {
    IdBytes bytes{};
    for (std::size_t half = 0; half < 2; ++half) {
        const auto value = stream.next();
        for (std::size_t i = 0; i < 8; ++i) bytes[half * 8 + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x80U);  // UUID version 8 (RFC 9562 5.8): no made id looks like it
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    return bytes;
}

std::int64_t share_of(method::Kind kind, const Shares& shares) {
    const auto found = shares.find(kind);
    return found == shares.end() ? 0 : found->second;
}

bool is_mobile(method::Kind kind) noexcept { return kind == method::Kind::Sms || kind == method::Kind::VoiceMobile; }

/// Text and call are one telephone: one roll decides for both.
bool shows(method::Kind kind, std::uint64_t roll, std::uint64_t mobile_roll, const Shares& shares) {
    return static_cast<std::int64_t>((is_mobile(kind) ? mobile_roll : roll) % 100) < share_of(kind, shares);
}

/// Everybody shows something: the kind most people have, and e-mail where nobody knows.
method::Kind commonest(std::span<const method::Kind> kinds, const Shares& shares) {
    const auto score = [&](method::Kind kind) { return 2 * share_of(kind, shares) + (kind == method::Kind::Email ? 1 : 0); };
    return *std::ranges::max_element(kinds, {}, score);
}

}  // namespace

std::span<const Shape> common_shapes() noexcept {
    static const std::array<Shape, 12> kShapes{{{"g", "com", 46},
                                                {"o", "com", 12},
                                                {"h", "com", 14},
                                                {"i", "com", 7},
                                                {"y", "com", 6},
                                                {"l", "com", 3},
                                                {"k", "nl", 3},
                                                {"z", "nl", 3},
                                                {"x", "nl", 2},
                                                {"p", "me", 2},
                                                {"g", "de", 1},
                                                {"m", "com", 1}}};
    return kShapes;
}

Shares common_shares() { return {{method::Kind::Email, 100}}; }

Decoy make_decoy(const Mac& seed, std::span<const method::Kind> kinds, std::span<const Shape> shapes, const Shares& shares) {
    Stream stream(seed);
    Decoy decoy{IdentityId{id_from(stream)}, {}};
    const auto address = mailbox(stream, shapes.empty() ? common_shapes() : shapes);
    const auto mobile_number = number(stream);
    const auto office_number = number(stream);
    const auto mobile_roll = stream.next();
    const auto add = [&](method::Kind kind, AuthenticatorId id) {
        method::Authenticator authenticator;
        authenticator.id = id;
        authenticator.identity = decoy.subject;
        authenticator.kind = kind;
        if (kind == method::Kind::Email) authenticator.address = address;
        if (method::is_phone(kind)) authenticator.address = kind == method::Kind::VoiceOffice ? office_number : mobile_number;
        decoy.authenticators.push_back(std::move(authenticator));
    };
    for (const auto kind : method::kAllKinds) {
        const auto roll = stream.next();
        const auto id = AuthenticatorId{id_from(stream)};
        if (std::ranges::find(kinds, kind) != kinds.end() && shows(kind, roll, mobile_roll, shares)) add(kind, id);
    }
    if (!decoy.authenticators.empty() || kinds.empty()) return decoy;
    const auto one = commonest(kinds, shares);
    for (const auto kind : method::kAllKinds) {
        const auto id = AuthenticatorId{id_from(stream)};
        const bool same_telephone =
            is_mobile(one) && is_mobile(kind) && share_of(kind, shares) > 0 && std::ranges::find(kinds, kind) != kinds.end();
        if (kind == one || same_telephone) add(kind, id);
    }
    return decoy;
}

}  // namespace rekey::reset
