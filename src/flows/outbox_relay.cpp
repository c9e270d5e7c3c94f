#include "flows/outbox_relay.hpp"

#include <utility>

#include "base/log.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {

/// One message, ours until the lease ends. The owner is drawn anew for every claim: a thread whose lease was lost can never end the
/// claim of the thread that came after it.
struct OutboxRelay::Claim {
    IdBytes owner{};
    message::Message message;
    tenant::Settings settings;
};

std::optional<OutboxRelay::Claim> OutboxRelay::claim(const TenantId& tenant) {
    // An idle relay asks a reader, which waits for nobody and holds nobody up.
    if (depth(tenant) == 0) return std::nullopt;
    const auto owner = ports_.entropy.new_id();
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> std::optional<Claim> {
        auto messages = unit.outbox().claim(channel(), owner, ports_.lease, 1);
        if (messages.empty()) return std::nullopt;
        return Claim{owner, std::move(messages.front()), load_settings(unit)};
    });
}

ports::Delivery OutboxRelay::deliver(const TenantId& tenant, const Claim& claim) {
    const ports::Sender sender{claim.settings.display_name, ports_.host_of ? ports_.host_of(tenant) : std::string{}, &claim.settings,
                               ports_.base_url_of ? ports_.base_url_of(tenant) : std::string{}};
    return ports_.channel.send(claim.message, sender);
}

void OutboxRelay::finish(const TenantId& tenant, const Claim& claim, const ports::Delivery& delivery) {
    const auto& outcome = delivery.outcome;
    const auto& message = claim.message;
    const auto jitter = static_cast<double>(ports_.entropy.below(1000)) / 1000;
    Duration age{};
    const auto end = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> std::pair<std::string_view, bool> {
        auto& outbox = unit.outbox();
        age = unit.now() - message.created_at;
        if (!message.deliverable) return {"suppressed", outbox.suppressed(message.id, claim.owner)};
        if (outcome) return {"sent", outbox.sent(message.id, claim.owner)};
        const auto next_at = unit.now() + message::retry_delay(message.tries, jitter);
        // There is no point in keeping the body of a message that will be too old by then.
        if (outcome.error().code != ErrorCode::Unreachable || next_at >= message.expires_at) {
            return {"failed", outbox.failed(message.id, claim.owner, outcome.error().detail)};
        }
        return {"retried", outbox.retry(message.id, claim.owner, {next_at, outcome.error().detail, delivery.may_have_it})};
    });

    const auto channel_name = method::name(message.channel);
    const auto came_to = end.second ? end.first : "lease_lost";
    ports_.meter.count("rekey_messages_total", {{"channel", channel_name}, {"provider", delivery.provider}, {"outcome", came_to}});
    if (came_to == "sent")
        ports_.meter.time("rekey_message_age_seconds", std::chrono::duration<double>(age).count(), {{"channel", channel_name}});
    if (outcome) return;
    log::warning("message_not_sent", {{"message", message.id.text()},
                                      {"channel", std::string(channel_name)},
                                      {"outcome", std::string(came_to)},
                                      {"tries", std::to_string(message.tries)},
                                      {"reason", outcome.error().detail}});
}

Progress OutboxRelay::step(const TenantId& tenant) {
    const auto claimed = claim(tenant);
    if (!claimed) return {};
    const auto delivery = claimed->message.deliverable ? deliver(tenant, *claimed) : ports::Delivery{};
    finish(tenant, *claimed, delivery);
    return {1, !delivery.outcome && delivery.outcome.error().code == ErrorCode::Unreachable};
}

std::int64_t OutboxRelay::depth(const TenantId& tenant) { return ports_.store.begin(tenant, ports::Access::Read)->outbox().depth(); }

}  // namespace rekey::flows
