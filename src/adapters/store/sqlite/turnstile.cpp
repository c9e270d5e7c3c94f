#include "adapters/store/sqlite/turnstile.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace rekey::store {

bool Turnstile::Waiter::wait(Duration patience) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, patience, [&] { return inside_; });
}

void Turnstile::Waiter::wake() {
    {
        const std::scoped_lock lock(mutex_);
        inside_ = true;
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
        queue_.push_back(waiter);
    }
    if (waiter->wait(patience)) return true;
    const std::scoped_lock lock(mutex_);
    return std::erase(queue_, waiter) == 0;  // or it was let in at the last moment
}

std::shared_ptr<Turnstile::Waiter> Turnstile::next() {
    if (queue_.empty()) return nullptr;
    auto first = std::move(queue_.front());
    queue_.pop_front();
    inside_ = first->thread;
    return first;
}

bool Turnstile::hand_over() {
    std::unique_lock lock(mutex_);
    const auto first = next();
    lock.unlock();
    if (first) first->wake();
    return first != nullptr;
}

void Turnstile::leave() {
    std::unique_lock lock(mutex_);
    const auto first = next();
    if (!first) {
        taken_ = false;
        inside_ = {};
    }
    lock.unlock();
    if (first) first->wake();
}

}  // namespace rekey::store
