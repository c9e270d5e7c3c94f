#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace rekey::call {

/// What is asked of the process that makes calls.
enum class Ask : std::uint8_t {
    Call,
    Probe  ///< does the trunk answer? Rings nowhere
};

/// What a person hears besides the text itself, in its language.
struct Phrases {
    std::string wrong;      ///< what was typed is not the number
    std::string confirmed;  ///< it is
    std::string denied;     ///< 9 was pressed
    friend bool operator==(const Phrases&, const Phrases&) = default;
};

/// One call by one trunk. Of a probe only the trunk counts.
struct Request {
    Ask ask = Ask::Call;
    std::string id;        ///< of the message, for the log
    std::string trunk;     ///< name of the [[voice.provider]]
    std::string to;        ///< E.164
    std::string language;  ///< of the voice: en, nl
    std::string text;      ///< what is said; 1 says it again
    std::string number;    ///< two digits to be typed, then #, to confirm; empty: there is nothing to confirm
    bool deniable = false; ///< 9 means: I did not ask for this
    Phrases phrases;
    seconds ring{30};      ///< how long it may ring
    friend bool operator==(const Request&, const Request&) = default;
};

enum class How : std::uint8_t {
    Played,    ///< somebody heard the text; of a probe: the trunk answers
    Busy,
    NoAnswer,  ///< it rang, or the phone is off
    HungUp,    ///< before the text was heard
    Declined,  ///< the person does not take the call
    Refused,   ///< this number can never be called, says this trunk
    Trouble,   ///< of the trunk or of ours; it has rung nowhere
    Unsure     ///< the call has begun, and nobody knows what came of it
};
[[nodiscard]] std::string_view name(How how) noexcept;  ///< played, busy, no_answer, …
[[nodiscard]] std::optional<How> parse_how(std::string_view name) noexcept;

/// What the person said by the keys.
enum class Keyed : std::uint8_t { Nothing, Confirmed, Denied };
[[nodiscard]] std::string_view name(Keyed keyed) noexcept;
[[nodiscard]] std::optional<Keyed> parse_keyed(std::string_view name) noexcept;

struct Outcome {
    How how = How::Trouble;
    Keyed keyed = Keyed::Nothing;
    std::string why;                 ///< short, for logs: "486 Busy Here"; holds no number and nothing of the text
    std::vector<std::string> steps;  ///< what happened, for an operator who tests
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// "+" and 5 to 15 digits.
[[nodiscard]] bool is_number(std::string_view text) noexcept;

/// How long a call may last after it was answered, whatever is pressed.
constexpr seconds kLongestTalk{120};
/// Between the request and the first ring, at most.
constexpr seconds kLongestSetup{12};

}  // namespace rekey::call
