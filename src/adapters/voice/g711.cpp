#include "adapters/voice/g711.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rekey::voice {
namespace {

/// Sign, exponent, mantissa of a magnitude of 15 bits; bits inverted on the line.
std::uint8_t encode_mu(int value) noexcept {
    constexpr int kBias = 132, kClip = 32635;
    const int sign = value < 0 ? 0x80 : 0;
    const int magnitude = std::min(std::abs(value), kClip) + kBias;
    const int exponent = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8;
    const int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
    return static_cast<std::uint8_t>(~(sign | (exponent << 4) | mantissa));
}

/// The same of 13 bits without a bias; every other bit inverted.
std::uint8_t encode_a(int value) noexcept {
    constexpr int kEvenBits = 0x55, kPositive = 0x80, kFirstSegment = 32;
    const int sign = value < 0 ? 0 : kPositive;
    const int magnitude = std::min(value < 0 ? -value - 1 : value, 32767) >> 3;
    int code = magnitude >> 1;
    if (magnitude >= kFirstSegment) {
        const int exponent = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 5;
        code = (exponent << 4) | ((magnitude >> exponent) & 0x0F);
    }
    return static_cast<std::uint8_t>((sign | code) ^ kEvenBits);
}

}  // namespace

std::uint8_t encode(Law law, float sample) noexcept {
    const auto value = static_cast<int>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767));
    return law == Law::Mu ? encode_mu(value) : encode_a(value);
}

}  // namespace rekey::voice
