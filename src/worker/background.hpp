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
    int threads_per_channel = 1;  ///< messages of one channel that may be under way at once; 0: this process sends none
    Pace relay;
    Pace housekeeping{.idle = seconds{10}, .busy = Duration{50}};
    int messages_per_round = 16;  ///< of one tenant, before the next tenant's turn
};

/// Everything it drives lives longer than it.
struct BackgroundWork {
    std::function<std::vector<TenantId>()> tenants;  ///< asked every round
    std::vector<flows::OutboxRelay*> relays;  ///< one a channel: each has threads of its own, so a provider that hangs holds up itself only
    flows::Janitor& janitor;
    Meter& meter;
    Signal& messages;  ///< raised by whoever commits a message in this process
};

/// The threads behind the server: one group a channel, and one housekeeper. They run from construction to destruction, which waits for
/// the messages under way.
class Background final {
public:
    explicit Background(BackgroundWork work, const BackgroundOptions& options = {});
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

private:
    [[nodiscard]] flows::Progress relay_round(flows::OutboxRelay& relay, const std::stop_token& stop) const;
    [[nodiscard]] flows::Progress housekeeping_round(const std::stop_token& stop) const;

    BackgroundWork work_;
    BackgroundOptions options_;
    Signal never_;
    std::vector<std::unique_ptr<Loop>> loops_;  ///< last: they use all the others
};

}  // namespace rekey::worker
