#include "worker/signal.hpp"

namespace rekey::worker {

void Signal::raise() {
    {
        const std::scoped_lock lock{mutex_};
        ++raises_;
    }
    changed_.notify_all();
}

bool Signal::wait(Seen& seen, Duration longest, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    const bool raised = changed_.wait_for(lock, stop, longest, [&] { return raises_ != seen.raises; });
    seen.raises = raises_;
    return raised;
}

}  // namespace rekey::worker
