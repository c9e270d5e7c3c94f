#include "adapters/crypto/entropy.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <limits>

#include "base/error.hpp"

namespace rekey::crypto {
namespace {

constexpr unsigned kCounterBits = 12;

std::uint64_t draw(ports::Entropy& entropy) {
    std::array<std::uint8_t, 8> bytes{};
    entropy.fill(bytes);
    return std::bit_cast<std::uint64_t>(bytes);
}

}  // namespace

void OsEntropy::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw Fault(FaultKind::Entropy, "getrandom failed");
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

std::uint64_t OsEntropy::below(std::uint64_t bound) {
    if (bound == 0) throw Fault(FaultKind::Invariant, "nothing is below zero");
    // Draws under 2^64 mod bound are thrown away: what is left is a whole number of rounds of `bound`.
    const std::uint64_t uneven = (std::numeric_limits<std::uint64_t>::max() - bound + 1) % bound;
    std::uint64_t drawn = draw(*this);
    while (drawn < uneven) drawn = draw(*this);
    return drawn % bound;
}

std::uint64_t next_stamp(std::atomic<std::uint64_t>& last, std::uint64_t millis, std::uint64_t start) noexcept {
    const std::uint64_t fresh = millis << kCounterBits | start % (1U << (kCounterBits - 1));
    std::uint64_t before = last.load(std::memory_order_relaxed);
    std::uint64_t next = 0;
    do {
        next = std::max(before + 1, fresh);
    } while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
    return next;
}

IdBytes OsEntropy::new_id() {
    // Ids are no secrets: their random part is drawn many at a time, so that not each of them costs a system call.
    IdBytes id{};
    thread_local std::array<std::uint8_t, 64 * sizeof(id)> t_drawn;
    thread_local std::size_t t_used = t_drawn.size();
    if (t_used == t_drawn.size()) {
        fill(t_drawn);
        t_used = 0;
    }
    std::ranges::copy_n(t_drawn.begin() + static_cast<std::ptrdiff_t>(t_used), id.size(), id.begin());
    t_used += id.size();
    using std::chrono::milliseconds;
    const auto now = std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const std::uint64_t stamp = next_stamp(last_stamp_, static_cast<std::uint64_t>(now), static_cast<std::uint64_t>(id[6]) << 8U | id[7]);

    const std::uint64_t millis = stamp >> kCounterBits;
    for (unsigned i = 0; i < 6; ++i) id[i] = static_cast<std::uint8_t>(millis >> (40U - 8U * i));
    id[6] = static_cast<std::uint8_t>(0x70U | (stamp >> 8U & 0x0FU));  // version 7
    id[7] = static_cast<std::uint8_t>(stamp);
    id[8] = static_cast<std::uint8_t>(0x80U | (id[8] & 0x3FU));        // variant
    return id;
}

}  // namespace rekey::crypto
