#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace rekey::method {

/// RFC 4648 section 6, as authenticator apps read their key.
inline constexpr std::string_view kRfc4648Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford's: without I, L, O and U, which are mistaken for others or make words.
inline constexpr std::string_view kCrockfordAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Five bits a character, without padding. `alphabet` has 32 characters.
[[nodiscard]] inline std::string to_base32(ByteView bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const auto byte : bytes) {
        held = (held << 8U) | byte;
        for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31U];
    }
    if (bits > 0) text += alphabet[(held << (5 - bits)) & 31U];
    return text;
}

}  // namespace rekey::method
