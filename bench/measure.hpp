#pragma once
#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace rekey::bench {

constexpr std::chrono::milliseconds kWarmUp{500};

/// How many end in such a measurement at so many a second, the moment to get going included.
inline std::size_t most_of(double a_second, double seconds) {
    return static_cast<std::size_t>(a_second * (seconds + std::chrono::duration<double>(kWarmUp).count()));
}

/// How many a second were counted in `seconds`, after a moment to get going.
inline double rate_of(const std::atomic<std::int64_t>& done, double seconds) {
    std::this_thread::sleep_for(kWarmUp);
    const auto from = std::chrono::steady_clock::now();
    const auto before = done.load();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    const auto ended = done.load() - before;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    return static_cast<double>(ended) / took.count();
}

/// Runs `work(thread)` on `threads` threads and returns how many calls a second ended in `seconds`, with everybody still at work at the end.
/// Throws what one of them threw.
inline double rate(int threads, double seconds, const std::function<void(int)>& work) {
    std::atomic<bool> stop = false;
    std::atomic<std::int64_t> done = 0;
    std::exception_ptr failure;  // of the thread that stopped the others by it
    std::vector<std::thread> crew;
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back([&, thread] {
            try {
                while (!stop) {
                    work(thread);
                    ++done;
                }
            } catch (...) {
                if (!stop.exchange(true)) failure = std::current_exception();
            }
        });
    }
    const auto reached = rate_of(done, seconds);
    stop = true;
    for (auto& each : crew) each.join();
    if (failure) std::rethrow_exception(failure);
    return reached;
}

/// One line of the report: what, how much, the limit measured in the same run, the ratio and what it should be.
struct Line {
    std::string what;
    double value = 0, limit = 0, target = 0;
};
void print(const Line& line);

}  // namespace rekey::bench
