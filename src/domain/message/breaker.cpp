#include "domain/message/breaker.hpp"

#include <algorithm>

namespace rekey::message {

bool Breaker::admits(Instant now) {
    if (!open_) return true;
    if (now < until_) return false;
    until_ = now + pause_;  // the turn is taken: others wait for what becomes of it
    probing_ = true;
    return true;
}

bool Breaker::record(Turn turn, Duration took, Instant now) {
    const bool trouble = turn == Turn::Trouble || took > rules_.slow;
    if (open_) {
        if (trouble) {
            // Those who had begun before it opened say nothing new.
            if (probing_) open_for(std::min(pause_ * 2, rules_.longest), now);
            return false;
        }
        open_ = false;
        recent_.reset();
        return true;
    }
    recent_ <<= 1U;
    recent_[0] = trouble;
    if (recent_.count() < rules_.troubles) return false;
    open_for(rules_.pause, now);
    return true;
}

void Breaker::open_for(Duration pause, Instant now) {
    open_ = true;
    probing_ = false;
    pause_ = pause;
    until_ = now + pause;
}

}  // namespace rekey::message
