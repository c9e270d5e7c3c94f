#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "base/time.hpp"

namespace rekey::worker {

/// Wakes loops of this process at once; loops of other nodes find the work when they next look. A raise that comes while a loop is
/// busy is not lost: its next wait returns at once.
class Signal final {
public:
    void raise();

    /// What a loop has seen so far; each loop has its own.
    struct Seen {
        std::uint64_t raises = 0;
    };
    /// Returns at a raise not yet seen (true), after `longest`, or when asked to stop.
    bool wait(Seen& seen, Duration longest, const std::stop_token& stop);

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t raises_ = 0;
};

}  // namespace rekey::worker
