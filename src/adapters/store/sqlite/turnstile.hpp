#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>

#include "base/time.hpp"

namespace rekey::store {

/// Lets one thread through at a time, in the order they came, and knows whether others wait: a mutex promises neither.
class Turnstile final {
public:
    /// False when the turn did not come in time. Throws Fault(Invariant) when this thread is already inside: it would wait for itself.
    [[nodiscard]] bool enter(Duration patience);
    /// Lets the next one in and returns true; or returns false, still inside, when nobody waits.
    [[nodiscard]] bool hand_over();
    /// Goes, and lets the next one in if there is one.
    void leave();

private:
    struct Waiter {
        std::thread::id thread;
        std::condition_variable wake;
        bool inside = false;
    };
    [[nodiscard]] bool let_next_in();  // with the mutex held

    std::mutex mutex_;
    std::deque<Waiter*> queue_;
    bool taken_ = false;
    std::thread::id inside_;
};

}  // namespace rekey::store
