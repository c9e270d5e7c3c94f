#pragma once
#include <cstdint>
#include <cstring>

#include "base/bytes.hpp"

namespace rekey::captcha {

/// Chance that can be repeated: the same seed leads to the same picture or sound. SplitMix64 (Steele, Lea, Flood, OOPSLA 2014); not for
/// secrets, which are the answer inside the token and the seed (a keyed hash).
class Chance final {
public:
    explicit Chance(const Mac& seed) noexcept { std::memcpy(&state_, seed.bytes.data(), sizeof state_); }

    [[nodiscard]] std::uint64_t next() noexcept {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
        return mixed ^ mixed >> 31U;
    }
    /// In [0, bound). The bias of the modulo is of no weight here.
    [[nodiscard]] std::size_t below(std::size_t bound) noexcept { return static_cast<std::size_t>(next() % bound); }
    /// In [low, high).
    [[nodiscard]] float between(float low, float high) noexcept {
        return low + (high - low) * static_cast<float>(next() >> 40U) * 0x1p-24F;
    }
    /// -1 or 1.
    [[nodiscard]] float sign() noexcept { return (next() & 1U) != 0 ? 1.0F : -1.0F; }

private:
    std::uint64_t state_ = 0;
};

}  // namespace rekey::captcha
