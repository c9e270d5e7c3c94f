#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/meter.hpp"
#include "flows/janitor.hpp"
#include "flows/outbox_relay.hpp"
#include "worker/loop.hpp"

namespace rekey::worker {

struct BackgroundOptions {
    int threads_per_channel = 1;  ///< messages of one channel that may be under way at once, beside a code; 0: this process sends none
    int calls_at_once = 1;  ///< threads of calls, instead: nothing waits for a line
    Pace relay{.idle = seconds{1}};  ///< the watch wakes them
    Pace watch{.idle = Duration{50}, .busy = Duration{50}};
    Pace housekeeping{.idle = seconds{10}, .busy = Duration{50}};
};

/// Everything it drives lives longer than it.
struct BackgroundWork {
    std::function<std::vector<TenantId>()> tenants;  ///< asked every round
    std::vector<flows::OutboxRelay*> relays;  ///< one a channel: each has threads of its own, so a provider that hangs holds up itself only
    flows::Janitor& janitor;
    Meter& meter;
    Signal& messages;  ///< raised by whoever commits a message in this process
};

/// The threads behind the server: one group a channel, of which one thread sends codes only; one that watches for messages of other
/// processes, retries and lost leases; one housekeeper. They run from construction to destruction, which waits for the messages under way.
class Background final {
public:
    explicit Background(BackgroundWork work, const BackgroundOptions& options = {});
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

private:
    void start_channel(flows::OutboxRelay& relay);
    /// Who has something due for this channel, of those this process serves.
    [[nodiscard]] std::vector<TenantId> waiting(flows::OutboxRelay& relay) const;
    [[nodiscard]] flows::Progress relay_round(flows::OutboxRelay& relay, flows::OutboxRelay::Of of, const std::stop_token& stop) const;
    [[nodiscard]] flows::Progress watch_round() const;
    [[nodiscard]] flows::Progress housekeeping_round(const std::stop_token& stop) const;

    BackgroundWork work_;
    BackgroundOptions options_;
    Signal never_;
    std::vector<std::unique_ptr<Loop>> loops_;  ///< last: they use all the others
};

}  // namespace rekey::worker
