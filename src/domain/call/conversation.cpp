#include "domain/call/conversation.hpp"

namespace rekey::call {
namespace {

constexpr int kTries = 3;
constexpr std::size_t kLongestNumber = 8;  ///< more digits than any number has

}  // namespace

void Conversation::progress(double part) noexcept {
    constexpr double kHeard = 0.6;
    if (saying_ == Say::Text && part >= kHeard) heard_ = true;
}

Conversation::Next Conversation::spoken() noexcept {
    progress(1);
    return keyed_ != Keyed::Nothing || wrong_ >= kTries ? Next::HangUp : Next::Listen;
}

seconds Conversation::patience() const noexcept {
    constexpr seconds kForKeys{6}, kForANumber{15};
    return number_.empty() ? kForKeys : kForANumber;
}

Conversation::Next Conversation::say(Say what) noexcept {
    saying_ = what;
    typed_.clear();
    return Next::Say;
}

Conversation::Next Conversation::key(char key) {
    if (keyed_ != Keyed::Nothing || wrong_ >= kTries) return Next::GoOn;  // it is decided: only the last words are missing
    if (key == '#') return typed();
    if (key < '0' || key > '9') return Next::GoOn;
    const bool begins_it = !number_.empty() && number_.front() == key;
    if (typed_.empty() && !begins_it && key == '1') return say(Say::Text);
    if (typed_.empty() && !begins_it && key == '9' && deniable_) {
        keyed_ = Keyed::Denied;
        return say(Say::Denied);
    }
    if (number_.empty()) return Next::GoOn;
    if (typed_.size() < kLongestNumber) typed_ += key;
    return Next::Listen;
}

Conversation::Next Conversation::typed() {
    if (number_.empty() || typed_.empty()) return Next::GoOn;
    if (typed_ == number_) {
        keyed_ = Keyed::Confirmed;
        return say(Say::Confirmed);
    }
    ++wrong_;
    return say(Say::Wrong);
}

}  // namespace rekey::call
