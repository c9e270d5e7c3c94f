#pragma once
#include <functional>
#include <thread>

#include "adapters/voice/re.hpp"

namespace rekey::voice {

/// The one thread all of libre runs on: its objects belong to the thread that made them. One a process.
class Loop final {
public:
    /// Throws Fault when libre does not start.
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs there, later; from any thread. What it throws ends the process: it must not.
    void post(std::function<void()> work);
    /// Runs there, and waits for it; from any other thread.
    void run(const std::function<void()>& work);

private:
    void serve(const std::function<void(int error)>& started);
    static void on_work(int id, void* data, void* arg);

    mqueue* queue_ = nullptr;
    std::thread thread_;
};

}  // namespace rekey::voice
