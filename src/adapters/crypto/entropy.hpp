#pragma once
#include <atomic>
#include <cstdint>

#include "ports/entropy.hpp"

namespace rekey::crypto {

/// Randomness by getrandom(2). Safe to call from several threads.
class OsEntropy final : public ports::Entropy {
public:
    void fill(std::span<std::uint8_t> out) override;
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override;
    /// Ids of one object grow, also within a millisecond and when the clock is set back (RFC 9562 section 6.2, method 1).
    [[nodiscard]] IdBytes new_id() override;

private:
    std::atomic<std::uint64_t> last_stamp_ = 0;
};

/// The first 60 free bits of a UUIDv7: 48 of milliseconds, 12 of a counter that starts at `start` each millisecond (so that it has
/// room to grow, `start` is taken modulo 2048) and carries into the milliseconds. Always more than the stamp before.
[[nodiscard]] std::uint64_t next_stamp(std::atomic<std::uint64_t>& last, std::uint64_t millis, std::uint64_t start) noexcept;

}  // namespace rekey::crypto
