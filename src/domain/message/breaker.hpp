#pragma once
#include <bitset>
#include <cstdint>

#include "base/time.hpp"

namespace rekey::message {

/// When a provider is passed over for a while, and when it is tried again.
struct BreakerRules {
    std::size_t troubles = 3;         ///< of the last eight outcomes, or fewer; so many open the breaker
    Duration slow = seconds{5};       ///< an answer that took longer is trouble too
    Duration pause = seconds{10};     ///< until one message may try again; doubles while that fails
    Duration longest = minutes{2};    ///< pause
};

/// Trouble is what says something about the provider, not about one message: no answer, a broken one, its account refused.
enum class Turn : std::uint8_t { Good, Trouble };

/// Whether a provider may be asked, judged by its recent outcomes: closed (ask), open (pass over until a pause has ended), half open (one
/// message asks; what becomes of it closes the breaker or opens it for longer). Pure: the time is passed in, and it holds no lock.
class Breaker final {
public:
    explicit Breaker(const BreakerRules& rules = {}) : rules_(rules) {}

    /// May this message ask? Call `record` for every true: in the half-open state it is the one message that may. A probe that is never
    /// told the end of loses its turn after another pause.
    [[nodiscard]] bool admits(Instant now);
    /// What became of it. True when this opened or closed the breaker: worth a line in the log.
    bool record(Turn turn, Duration took, Instant now);

    [[nodiscard]] bool open() const noexcept { return open_; }
    /// While open: when the next message may ask.
    [[nodiscard]] Instant until() const noexcept { return until_; }

private:
    void open_for(Duration pause, Instant now);

    BreakerRules rules_;
    std::bitset<8> recent_;  ///< 1: trouble; the newest is bit 0
    bool open_ = false, probing_ = false;
    Duration pause_{};
    Instant until_{};
};

}  // namespace rekey::message
