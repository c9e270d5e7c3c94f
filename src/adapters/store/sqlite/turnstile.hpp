#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
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
    /// Held by the thread that waits and the one that wakes it: whoever wakes finds no mutex taken.
    class Waiter {
    public:
        explicit Waiter(std::thread::id waiting) : thread(waiting) {}
        [[nodiscard]] bool wait(Duration patience);
        void wake();
        const std::thread::id thread;

    private:
        std::mutex mutex_;
        std::condition_variable wake_;
        bool inside_ = false;
    };
    /// Whose turn it is now; nobody's when nobody waits. With the mutex held: the turn is to be given when it is not.
    [[nodiscard]] std::shared_ptr<Waiter> next();

    std::mutex mutex_;
    std::deque<std::shared_ptr<Waiter>> queue_;
    bool taken_ = false;
    std::thread::id inside_;
};

}  // namespace rekey::store
