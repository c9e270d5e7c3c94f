#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "ports/entropy.hpp"

namespace rekey::flows {

template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> draw_bytes(ports::Entropy& entropy) {
    std::array<std::uint8_t, Size> random{};
    entropy.fill(random);
    return random;
}

/// What a browser or a message holds and the store only knows the MAC of: base64url of so many random bytes.
template <std::size_t Size>
[[nodiscard]] Secret draw_token(ports::Entropy& entropy) {
    auto text = to_base64url(draw_bytes<Size>(entropy));
    Secret token{std::string_view(text)};
    wipe(text);
    return token;
}

/// Digits without modulo bias (security item 53), never formatted by a locale.
[[nodiscard]] inline Secret draw_digits(ports::Entropy& entropy, std::int64_t digits) {
    std::string text;
    for (std::int64_t i = 0; i < digits; ++i) text += static_cast<char>('0' + entropy.below(10));
    Secret code{std::string_view(text)};
    wipe(text);
    return code;
}

/// People copy codes with the spaces and dashes they are shown with.
[[nodiscard]] inline Secret without_separators(const Secret& typed) {
    std::string text;
    text.reserve(typed.size());
    for (const char c : typed.reveal()) {
        if (c != ' ' && c != '-') text += c;
    }
    Secret code{std::string_view(text)};
    wipe(text);
    return code;
}

}  // namespace rekey::flows
