#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.hpp"

namespace rekey::crypto {

/// The length of a part, eight bytes, big end first. Written before each part so that ("ab","c") differs from ("a","bc").
[[nodiscard]] constexpr std::array<std::uint8_t, 8> length_prefix(std::uint64_t length) noexcept {
    std::array<std::uint8_t, 8> prefix{};
    for (auto at = prefix.rbegin(); at != prefix.rend(); ++at, length >>= 8U) *at = static_cast<std::uint8_t>(length & 0xFFU);
    return prefix;
}

}  // namespace rekey::crypto
