#include "adapters/store/sqlite/turnstile.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace rekey::store {

bool Turnstile::enter(Duration patience) {
    std::unique_lock lock(mutex_);
    const auto self = std::this_thread::get_id();
    if (taken_ && inside_ == self) throw Fault(FaultKind::Invariant, "this thread has a unit of work open already");
    if (!taken_) {
        taken_ = true;
        inside_ = self;
        return true;
    }
    Waiter waiter{self, {}, false};
    queue_.push_back(&waiter);
    if (waiter.wake.wait_for(lock, patience, [&] { return waiter.inside; })) return true;
    std::erase(queue_, &waiter);
    return false;
}

bool Turnstile::let_next_in() {
    if (queue_.empty()) return false;
    auto* next = queue_.front();
    queue_.pop_front();
    inside_ = next->thread;
    next->inside = true;
    next->wake.notify_one();  // before the mutex is released: afterwards the waiter may be gone
    return true;
}

bool Turnstile::hand_over() {
    const std::scoped_lock lock(mutex_);
    return let_next_in();
}

void Turnstile::leave() {
    const std::scoped_lock lock(mutex_);
    if (let_next_in()) return;
    taken_ = false;
    inside_ = {};
}

}  // namespace rekey::store
