#pragma once
#include <string>

#include "domain/call/call.hpp"

namespace rekey::call {

/// What is said, in the order of the sounds of a call.
enum class Say : std::uint8_t { Text, Wrong, Confirmed, Denied };
constexpr std::size_t kSays = 4;

/// From the moment somebody answers: what is said next, what keys mean, when to hang up. Pure: the caller tells what happens.
///
/// Without a number 1 says the text again and 9 denies. With one, digits and # are the number; 1 and 9 mean the same as without as long as
/// the number does not begin with them. Three wrong numbers end the call.
class Conversation final {
public:
    enum class Next : std::uint8_t {
        GoOn,    ///< as before
        Say,     ///< what `saying` names, from its beginning
        Listen,  ///< say nothing more, wait for keys
        HangUp
    };

    /// `wrong` numbers were typed earlier in the call.
    explicit Conversation(const Request& request, int wrong = 0) : number_(request.number), deniable_(request.deniable), wrong_(wrong) {}

    [[nodiscard]] Say saying() const noexcept { return saying_; }
    [[nodiscard]] Keyed keyed() const noexcept { return keyed_; }
    [[nodiscard]] int wrong() const noexcept { return wrong_; }
    /// The text was said, up to its second half at least, in which a code comes for the second time.
    [[nodiscard]] bool heard() const noexcept { return heard_; }

    /// How much of what is said is out, from 0 to 1.
    void progress(double part) noexcept;
    /// All of it is out.
    [[nodiscard]] Next spoken() noexcept;
    /// A key: 0 to 9, * or #.
    [[nodiscard]] Next key(char key);
    /// How long to wait for keys before `silence`.
    [[nodiscard]] seconds patience() const noexcept;
    [[nodiscard]] Next silence() const noexcept { return Next::HangUp; }

private:
    [[nodiscard]] Next say(Say what) noexcept;
    [[nodiscard]] Next typed();

    std::string number_;
    bool deniable_;
    Say saying_ = Say::Text;
    Keyed keyed_ = Keyed::Nothing;
    bool heard_ = false;
    std::string typed_;
    int wrong_;
};

}  // namespace rekey::call
