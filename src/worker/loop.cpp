#include "worker/loop.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"

namespace rekey::worker {

Loop::Loop(std::string name, Round round, Signal& signal, const Pace& pace)
    : name_(std::move(name)), round_(std::move(round)), signal_(signal), pace_(pace), thread_([this](const std::stop_token& stop) {
          run(stop);
      }) {}

flows::Progress Loop::run_round(const std::stop_token& stop) {
    try {
        const auto progress = round_(stop);
        // A round that found nothing tells nothing about a provider that stalled before.
        if (progress.stalled) {
            ++failures_;
        } else if (progress.done > 0) {
            failures_ = 0;
        } else {
            failures_ = std::min(failures_, pace_.patience);
        }
        return progress;
    } catch (const Fault& fault) {
        failures_ = std::max(failures_, pace_.patience) + 1;
        log::error("worker_fault", {{"loop", name_}, {"fault", fault.what()}});
    } catch (const std::exception&) {
        // Its text could hold anything.
        failures_ = std::max(failures_, pace_.patience) + 1;
        log::error("worker_fault", {{"loop", name_}, {"fault", "unexpected"}});
    }
    return {};
}

void Loop::run(const std::stop_token& stop) {
    Signal::Seen seen;
    Signal nobody;  // a pause after a failure is not cut short by new work
    Signal::Seen nothing;
    while (!stop.stop_requested()) {
        const auto progress = run_round(stop);
        if (failures_ > pace_.patience) {
            const auto doublings = std::min(failures_ - pace_.patience - 1, 16);
            nobody.wait(nothing, std::min(pace_.first_pause * (1 << doublings), pace_.longest_pause), stop);
        } else if (progress.done == 0) {
            if (signal_.wait(seen, pace_.idle, stop)) nobody.wait(nothing, pace_.courtesy, stop);
        } else if (pace_.busy.count() > 0) {
            nobody.wait(nothing, pace_.busy, stop);
        }
    }
}

}  // namespace rekey::worker
