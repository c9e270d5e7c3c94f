#pragma once
#include <unicode/utf8.h>

#include <cstdint>
#include <string_view>

namespace rekey {

/// Calls `take` with each code point and its bytes, until it answers false; then false. Bytes that are no UTF-8 (RFC 3629) come as a code
/// point below zero.
template <class Take>
bool each_code_point(std::string_view text, Take take) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        const auto from = static_cast<std::size_t>(i);
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (!take(c, text.substr(from, static_cast<std::size_t>(i) - from))) return false;
    }
    return true;
}

}  // namespace rekey
