#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/meter.hpp"

namespace rekey::http {

/// A bounded pool: so many threads, so many waiting jobs, and no more. A full queue refuses at once instead of making everybody wait.
class Executor final {
public:
    using Job = std::move_only_function<void()>;

    struct Options {
        std::string name;  ///< label of its metrics
        std::size_t threads = 1;
        std::size_t queue = 64;  ///< jobs waiting, those running not counted
    };
    Executor(Options options, Meter& meter);
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;
    Executor(Executor&&) = delete;
    Executor& operator=(Executor&&) = delete;

    /// Takes the job when there is room; leaves it untouched and says false when there is not. Jobs do not throw.
    [[nodiscard]] bool submit(Job& job);
    /// Finishes what runs, drops what waits, ends the threads. Nothing is taken afterwards.
    void stop();

private:
    void work();
    void report(std::size_t waiting);

    Options options_;
    Meter& meter_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Job> jobs_;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace rekey::http
