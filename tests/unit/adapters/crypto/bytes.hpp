#pragma once
#include <numeric>
#include <string_view>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

/// Bytes written as hexadecimal.
inline rekey::Bytes hex(std::string_view text) {
    rekey::Bytes bytes(text.size() / 2);
    return rekey::from_hex(text, bytes) ? bytes : rekey::Bytes{};
}

/// `count` bytes that count up from `first`.
inline rekey::Bytes counting(std::uint8_t first, std::size_t count) {
    rekey::Bytes bytes(count);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}
