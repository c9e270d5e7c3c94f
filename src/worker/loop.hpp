#pragma once
#include <functional>
#include <string>
#include <thread>

#include "flows/progress.hpp"
#include "worker/signal.hpp"

namespace rekey::worker {

/// How long a loop waits. Waits after a failure double from `first_pause` to `longest_pause`.
struct Pace {
    Duration idle{200};           ///< after a round that found nothing; a raised signal ends it early
    Duration busy{0};             ///< after a round that did something
    Duration courtesy{10};  ///< after a raised signal: the answer of whoever raised it goes out first, and takes no longer for real work
    Duration first_pause{500};  ///< after a Fault, or a round that stalled several times in a row
    Duration longest_pause = seconds{5};
    int patience = 3;  ///< stalled rounds in a row before pausing: one refusal is not an outage
};

/// One thread that runs rounds until it is destroyed. A Fault ends the round, not the thread: it is logged without values, and the next
/// round comes after a pause. Destruction waits for the round that runs.
class Loop final {
public:
    using Round = std::function<flows::Progress(const std::stop_token&)>;

    Loop(std::string name, Round round, Signal& signal, const Pace& pace = {});
    /// Returns at once; the round that runs comes to its end.
    void request_stop() noexcept { thread_.request_stop(); }

private:
    void run(const std::stop_token& stop);
    [[nodiscard]] flows::Progress run_round(const std::stop_token& stop);

    std::string name_;
    Round round_;
    Signal& signal_;
    Pace pace_;
    int failures_ = 0;  ///< in a row; beyond the patience for stalled rounds at once after a Fault
    std::jthread thread_;  ///< last: it uses all the others
};

}  // namespace rekey::worker
