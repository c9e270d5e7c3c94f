#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace rekey::bench {

/// Runs `work(thread)` on `threads` threads for `seconds` and returns how many calls a second ended.
inline double rate(int threads, double seconds, const std::function<void(int)>& work) {
    std::atomic<bool> stop = false;
    std::atomic<std::int64_t> done = 0;
    std::vector<std::thread> crew;
    const auto from = std::chrono::steady_clock::now();
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back([&, thread] {
            while (!stop) {
                work(thread);
                ++done;
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    for (auto& each : crew) each.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    return static_cast<double>(done) / took.count();
}

/// One line of the report: what, how much, the limit measured in the same run, the ratio and what it should be.
struct Line {
    std::string what;
    double value = 0, limit = 0, target = 0;
};
void print(const Line& line);

}  // namespace rekey::bench
