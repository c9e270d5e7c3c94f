#include "worker/background.hpp"

#include <algorithm>
#include <string>

#include "worker/tenants.hpp"

namespace rekey::worker {

Background::Background(BackgroundWork work, const BackgroundOptions& options) : work_(std::move(work)), options_(options) {
    if (options_.threads_per_channel > 0) {
        for (auto* const relay : work_.relays) start_channel(*relay);
        loops_.push_back(
            std::make_unique<Loop>("outbox_watch", [this](const std::stop_token&) { return watch_round(); }, never_, options_.watch));
    }
    loops_.push_back(std::make_unique<Loop>(
        "housekeeping", [this](const std::stop_token& stop) { return housekeeping_round(stop); }, never_, options_.housekeeping));
}

void Background::start_channel(flows::OutboxRelay& relay) {
    using Of = flows::OutboxRelay::Of;
    const bool calls = relay.channel() == method::Channel::Voice;
    const int threads = calls ? options_.calls_at_once : options_.threads_per_channel + 1;
    // However many notices there are and however slowly they go: one thread is always there for codes, unless there is one only.
    for (int i = 0; i < threads; ++i) {
        const auto of = i == 0 && threads > 1 ? Of::Codes : Of::Everything;
        loops_.push_back(std::make_unique<Loop>((of == Of::Codes ? "codes_" : "relay_") + std::string(method::name(relay.channel())),
                                                [this, &relay, of](const std::stop_token& stop) { return relay_round(relay, of, stop); },
                                                work_.messages, options_.relay));
    }
}

Background::~Background() {
    // All of them first, so that the ends of their rounds are waited for together.
    for (const auto& loop : loops_) loop->request_stop();
}

std::vector<TenantId> Background::waiting(flows::OutboxRelay& relay) const {
    auto waiting = relay.waiting();
    const auto served = work_.tenants();
    std::erase_if(waiting, [&](const TenantId& tenant) { return std::ranges::find(served, tenant) == served.end(); });
    return waiting;
}

flows::Progress Background::relay_round(flows::OutboxRelay& relay, flows::OutboxRelay::Of of, const std::stop_token& stop) const {
    return for_each_tenant(waiting(relay), stop, [&](const TenantId& tenant) { return relay.step(tenant, of); });
}

flows::Progress Background::watch_round() const {
    for (auto* const relay : work_.relays) {
        if (waiting(*relay).empty()) continue;
        work_.messages.raise();
        break;
    }
    return {};
}

flows::Progress Background::housekeeping_round(const std::stop_token& stop) const {
    std::int64_t waiting = 0;
    const auto progress = for_each_tenant(work_.tenants(), stop, [&](const TenantId& tenant) {
        const auto done = work_.janitor.step(tenant);
        waiting += work_.janitor.waiting(tenant);
        return done;
    });
    work_.meter.gauge("rekey_messages_waiting", static_cast<double>(waiting));
    return progress;
}

}  // namespace rekey::worker
