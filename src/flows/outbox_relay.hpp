#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/meter.hpp"
#include "flows/call_answer.hpp"
#include "flows/progress.hpp"
#include "ports/channel.hpp"
#include "ports/clock.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// How many messages a worker takes at once: as many as it has just sent in `time`, doubling up to `most`. What is left then goes back, so
/// a slow provider holds few messages, and a death costs few of them a second sending.
struct BatchRules {
    std::int64_t most = 64;
    Duration time{250};
};

struct RelayPorts {
    ports::Store& store;
    ports::Entropy& entropy;
    const ports::Clock& clock;
    ports::Channel& channel;
    Meter& meter;
    std::function<std::string(const TenantId&)> host_of;  ///< of the tenant's first base URL; see ports::Sender
    Duration lease = seconds{90};                         ///< longer than the channel's own deadline, or messages go out twice
    std::function<std::string(const TenantId&)> base_url_of = {};  ///< see ports::Sender
    BatchRules batch = {};
    std::function<std::string(const TenantId&, const MessageId&, std::string_view provider)> receipt_url_of = {};  ///< see ports::Sender
    std::optional<CallAnswerPorts> answers = {};  ///< takes what people say by the keys of a phone
};

/// Takes messages of one channel from the outbox to their provider, at least once each: rows are claimed under a lease in one
/// transaction, sent with none open, and ended in another. Who dies in between loses the lease, and the messages are sent again. A relay
/// knows one channel only, so a provider that hangs holds up nobody else's messages. Several threads and nodes may step at once.
class OutboxRelay final {
public:
    using Of = ports::Claim::Of;

    explicit OutboxRelay(RelayPorts ports) : ports_(std::move(ports)) {}
    OutboxRelay(const OutboxRelay&) = delete;
    OutboxRelay& operator=(const OutboxRelay&) = delete;

    [[nodiscard]] method::Channel channel() const { return ports_.channel.kind(); }
    /// Who has something for this channel now.
    [[nodiscard]] std::vector<TenantId> waiting() { return ports_.store.tenants_with_messages(channel()); }
    /// Sends some messages, codes first or nothing else. Stalled when the provider was unreachable. Throws Fault when the store is.
    Progress step(const TenantId& tenant, Of of = Of::Everything);
    /// How many messages of the tenant wait, whatever their channel.
    [[nodiscard]] std::int64_t depth(const TenantId& tenant);

private:
    struct Batch;
    [[nodiscard]] Batch claim(const TenantId& tenant, Of of);
    void deliver(const TenantId& tenant, Batch& batch);
    void finish(const TenantId& tenant, const Batch& batch);
    void tell(const message::Message& message, const ports::Delivery& delivery, std::string_view came_to, Duration age);

    RelayPorts ports_;
    std::atomic<std::int64_t> size_ = 1;  ///< of the next batch
};

}  // namespace rekey::flows
