#include "flows/outbox_relay.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {

using How = ports::Ending::How;

/// Messages that are ours until the lease ends. The owner is drawn anew for every claim: a thread whose lease was lost can never end the
/// claim of the thread that came after it.
struct OutboxRelay::Batch {
    IdBytes owner{};
    std::int64_t size = 0;  ///< that was asked for
    std::vector<message::Message> messages;
    tenant::Settings settings;
    std::vector<ports::Delivery> deliveries;  ///< of the first of them; the others were not tried
};

namespace {

constexpr seconds kFirstQuestion{3};  ///< a text takes that long at the least

bool is_stalled(const ports::Delivery& delivery) { return !delivery.outcome && delivery.outcome.error().code == ErrorCode::Unreachable; }

std::string_view name(How how) {
    switch (how) {
        case How::Sent:
        case How::Awaiting: return "sent";
        case How::Suppressed: return "suppressed";
        case How::Failed: return "failed";
        case How::Retry: return "retried";
        case How::Untouched: return "untouched";
    }
    return {};
}

ports::Ending ending_of(const message::Message& message, const ports::Delivery& delivery, Instant now, double jitter) {
    if (!message.deliverable) return {message.id, How::Suppressed};
    ports::Ending ending{message.id, How::Sent, {}, {}, delivery.may_have_it, delivery.provider, delivery.reference, delivery.fate};
    if (delivery.outcome) {
        if (delivery.receipt == ports::Delivery::Receipt::None) return ending;
        ending.how = How::Awaiting;
        ending.next_at = delivery.receipt == ports::Delivery::Receipt::Asked ? now + kFirstQuestion : message.expires_at;
        return ending;
    }
    ending.next_at = now + message::retry_delay(message.tries, jitter);
    ending.how = !is_stalled(delivery) || ending.next_at >= message.expires_at ? How::Failed : How::Retry;
    ending.error = delivery.outcome.error().detail;
    return ending;
}

}  // namespace

OutboxRelay::Batch OutboxRelay::claim(const TenantId& tenant, Of of) {
    const auto owner = ports_.entropy.new_id();
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Batch {
        const auto size = size_.load();
        auto messages = unit.outbox().claim({channel(), owner, ports_.lease, size, of});
        if (messages.empty()) return {};
        return {owner, size, std::move(messages), load_settings(unit), {}};
    });
}

void OutboxRelay::deliver(const TenantId& tenant, Batch& batch) {
    ports::Sender sender{batch.settings.display_name, ports_.host_of ? ports_.host_of(tenant) : std::string{}, &batch.settings,
                         ports_.base_url_of ? ports_.base_url_of(tenant) : std::string{}};
    if (ports_.receipt_url_of) {
        sender.receipt_url = [&](const MessageId& message, std::string_view provider) {
            return ports_.receipt_url_of(tenant, message, provider);
        };
    }
    const auto began = ports_.clock.now();
    // A clock that was set back ends the batch, as one that was set forward does.
    const auto has_time = [&] {
        const auto spent = ports_.clock.now() - began;
        return spent >= Duration::zero() && spent < ports_.batch.time;
    };
    for (const auto& message : batch.messages) {
        const bool first = batch.deliveries.empty();
        if (!first && (is_stalled(batch.deliveries.back()) || !has_time())) break;
        batch.deliveries.push_back(message.deliverable ? ports_.channel.send(message, sender) : ports::Delivery{});
    }
    const auto tried = std::ssize(batch.deliveries);
    if (tried < std::ssize(batch.messages)) {
        size_ = tried;
    } else if (tried == batch.size && has_time()) {
        size_ = std::min(tried * 2, ports_.batch.most);
    }
}

void OutboxRelay::finish(const TenantId& tenant, const Batch& batch) {
    std::vector<double> jitters;
    for (std::size_t i = 0; i < batch.deliveries.size(); ++i) jitters.push_back(static_cast<double>(ports_.entropy.below(1000)) / 1000);
    std::vector<ports::Ending> endings;
    Instant now{};
    const auto ours = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
        now = unit.now();
        endings.clear();
        for (std::size_t i = 0; i < batch.messages.size(); ++i) {
            const bool tried = i < batch.deliveries.size();
            endings.push_back(tried ? ending_of(batch.messages[i], batch.deliveries[i], now, jitters[i])
                                    : ports::Ending{batch.messages[i].id, How::Untouched});
        }
        auto ended = unit.outbox().end(batch.owner, endings);
        // Whose lease was lost has called all the same: what the person said counts.
        for (std::size_t i = 0; ports_.answers && i < batch.deliveries.size(); ++i)
            take_call_answer(unit, *ports_.answers, tenant, batch.messages[i].id, batch.deliveries[i].keyed);
        return ended;
    });
    for (std::size_t i = 0; i < batch.deliveries.size(); ++i) {
        const auto& message = batch.messages[i];
        tell(message, batch.deliveries[i], ours[i] ? name(endings[i].how) : "lease_lost", now - message.created_at);
    }
}

void OutboxRelay::tell(const message::Message& message, const ports::Delivery& delivery, std::string_view came_to, Duration age) {
    const auto channel_name = method::name(message.channel);
    ports_.meter.count("rekey_messages_total", {{"channel", channel_name}, {"provider", delivery.provider}, {"outcome", came_to}});
    if (came_to == "sent")
        ports_.meter.time("rekey_message_age_seconds", std::chrono::duration<double>(age).count(), {{"channel", channel_name}});
    if (delivery.outcome) return;
    log::warning("message_not_sent", {{"message", message.id.text()},
                                      {"channel", std::string(channel_name)},
                                      {"outcome", std::string(came_to)},
                                      {"tries", std::to_string(message.tries)},
                                      {"reason", delivery.outcome.error().detail}});
}

Progress OutboxRelay::step(const TenantId& tenant, Of of) {
    auto batch = claim(tenant, of);
    if (batch.messages.empty()) return {};
    deliver(tenant, batch);
    finish(tenant, batch);
    return {std::ssize(batch.deliveries), is_stalled(batch.deliveries.back())};
}

std::int64_t OutboxRelay::depth(const TenantId& tenant) { return ports_.store.begin(tenant, ports::Access::Read)->outbox().depth(); }

}  // namespace rekey::flows
