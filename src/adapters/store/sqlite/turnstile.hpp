#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
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
        /// Its turn is the one after this: it need not sleep any more.
        void get_ready() { wake(State::Ready); }
        void let_in() { wake(State::Inside); }
        const std::thread::id thread;

    private:
        enum class State : std::uint8_t { Waits, Ready, Inside };
        void wake(State state);
        [[nodiscard]] bool comes_soon() const;

        std::mutex mutex_;
        std::condition_variable wake_;
        std::atomic<State> state_ = State::Waits;
    };
    struct Turn {
        std::shared_ptr<Waiter> now, after;
    };
    /// Whose turn it is now, and after that; nobody's when nobody waits. With the mutex held: they are to be told when it is not.
    [[nodiscard]] Turn next();
    static void tell(const Turn& turn);

    std::mutex mutex_;
    std::deque<std::shared_ptr<Waiter>> queue_;
    bool taken_ = false;
    std::thread::id inside_;
};

}  // namespace rekey::store
