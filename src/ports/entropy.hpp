#pragma once
#include <cstdint>
#include <span>

#include "base/id.hpp"

namespace rekey::ports {

/// Randomness from the operating system. Throws Fault(Entropy); nobody may go on without it.
class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;
    /// Uniform in [0, bound) by rejection, no modulo bias; bound > 0.
    [[nodiscard]] virtual std::uint64_t below(std::uint64_t bound) = 0;
    /// UUID version 7 (RFC 9562 section 5.7) with the system's clock in its first 48 bits.
    [[nodiscard]] virtual IdBytes new_id() = 0;
};

template <class IdType>
[[nodiscard]] IdType make_id(Entropy& entropy) {
    return IdType{entropy.new_id()};
}

}  // namespace rekey::ports
