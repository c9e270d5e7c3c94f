#include "adapters/store/sqlite/turnstile.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace rekey::store {
namespace {

constexpr std::chrono::microseconds kSoon{500};

}  // namespace

/// Nobody writes while the next one wakes up: a core that looks is missed less than that time. Bounded, for a turn that takes long.
bool Turnstile::Waiter::comes_soon() const {
    const auto end = std::chrono::steady_clock::now() + kSoon;
    do {
        if (state_ == State::Inside) return true;
        std::this_thread::yield();
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

bool Turnstile::Waiter::wait(Duration patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(mutex_);
    if (!wake_.wait_until(lock, end, [&] { return state_ != State::Waits; })) return false;
    lock.unlock();
    if (comes_soon()) return true;
    lock.lock();
    return wake_.wait_until(lock, end, [&] { return state_ == State::Inside; });
}

void Turnstile::Waiter::wake(State state) {
    {
        const std::scoped_lock lock(mutex_);
        if (state_ == State::Inside) return;
        state_ = state;
    }
    wake_.notify_one();
}

bool Turnstile::enter(Duration patience) {
    const auto waiter = std::make_shared<Waiter>(std::this_thread::get_id());
    {
        const std::scoped_lock lock(mutex_);
        if (taken_ && inside_ == waiter->thread) throw Fault(FaultKind::Invariant, "this thread has a unit of work open already");
        if (!taken_) {
            taken_ = true;
            inside_ = waiter->thread;
            return true;
        }
        if (queue_.empty()) waiter->get_ready();
        queue_.push_back(waiter);
    }
    if (waiter->wait(patience)) return true;
    const std::scoped_lock lock(mutex_);
    return std::erase(queue_, waiter) == 0;  // or it was let in at the last moment
}

Turnstile::Turn Turnstile::next() {
    if (queue_.empty()) return {};
    Turn turn{std::move(queue_.front()), nullptr};
    queue_.pop_front();
    inside_ = turn.now->thread;
    if (!queue_.empty()) turn.after = queue_.front();
    return turn;
}

void Turnstile::tell(const Turn& turn) {
    if (turn.now) turn.now->let_in();
    if (turn.after) turn.after->get_ready();
}

bool Turnstile::hand_over() {
    std::unique_lock lock(mutex_);
    const auto turn = next();
    lock.unlock();
    tell(turn);
    return turn.now != nullptr;
}

void Turnstile::leave() {
    std::unique_lock lock(mutex_);
    const auto turn = next();
    if (!turn.now) {
        taken_ = false;
        inside_ = {};
    }
    lock.unlock();
    tell(turn);
}

}  // namespace rekey::store
