#include "adapters/voice/loop.hpp"

#include <future>

#include "base/error.hpp"

namespace rekey::voice {

Loop::Loop() {
    std::promise<int> started;
    thread_ = std::thread([&] { serve([&](int error) { started.set_value(error); }); });
    if (started.get_future().get() != 0) {
        thread_.join();
        throw Fault(FaultKind::Invariant, "voice: libre does not start");
    }
}

Loop::~Loop() {
    post(re_cancel);
    thread_.join();
}

void Loop::serve(const std::function<void(int error)>& started) {
    int error = libre_init();
    if (error == 0) error = mqueue_alloc(&queue_, on_work, this);
    started(error);
    if (error == 0) static_cast<void>(re_main(nullptr));
    mem_deref(queue_);
    libre_close();
}

void Loop::post(std::function<void()> work) {
    auto* const handed = new std::function<void()>(std::move(work));
    if (mqueue_push(queue_, 0, handed) == 0) return;
    delete handed;
    throw Fault(FaultKind::Invariant, "voice: the loop takes no more work");
}

void Loop::run(const std::function<void()>& work) {
    std::promise<void> done;
    post([&] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

void Loop::on_work(int /*id*/, void* data, void* /*arg*/) {
    const std::unique_ptr<std::function<void()>> work(static_cast<std::function<void()>*>(data));
    (*work)();
}

}  // namespace rekey::voice
