#include "http/executor.hpp"

#include <utility>

namespace rekey::http {

Executor::Executor(Options options, Meter& meter) : options_(std::move(options)), meter_(meter) {
    report(0);
    threads_.reserve(options_.threads);
    for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Executor::~Executor() { stop(); }

bool Executor::submit(Job& job) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopped_) return false;
        if (jobs_.size() < options_.queue) {
            jobs_.push_back(std::move(job));
            report(jobs_.size());
            arrived_.notify_one();
            return true;
        }
    }
    meter_.count("rekey_http_shed_total", {{"queue", options_.name}});
    return false;
}

void Executor::work() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
            if (stopped_) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            report(jobs_.size());
        }
        job();
    }
}

void Executor::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    jobs_.clear();
}

void Executor::report(std::size_t waiting) {
    meter_.gauge("rekey_http_queue_length", static_cast<double>(waiting), {{"queue", options_.name}});
}

}  // namespace rekey::http
