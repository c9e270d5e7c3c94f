#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/meter.hpp"
#include "flows/progress.hpp"
#include "ports/channel.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

struct RelayPorts {
    ports::Store& store;
    ports::Entropy& entropy;
    ports::Channel& channel;
    Meter& meter;
    std::function<std::string(const TenantId&)> host_of;  ///< of the tenant's first base URL; see ports::Sender
    Duration lease = seconds{90};                         ///< longer than the channel's own deadline, or messages go out twice
    std::function<std::string(const TenantId&)> base_url_of = {};  ///< see ports::Sender
};

/// Takes messages of one channel from the outbox to their provider, at least once each: the row is claimed under a lease in one
/// transaction, sent with none open, and ended in another. Who dies in between loses the lease, and the message is sent again. A relay
/// knows one channel only, so a provider that hangs holds up nobody else's messages. Several threads and nodes may step at once.
class OutboxRelay final {
public:
    explicit OutboxRelay(RelayPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] method::Channel channel() const { return ports_.channel.kind(); }
    /// Who has something for this channel now.
    [[nodiscard]] std::vector<TenantId> waiting() { return ports_.store.tenants_with_messages(channel()); }
    /// Sends at most one message. Stalled when the provider was unreachable. Throws Fault when the store is.
    Progress step(const TenantId& tenant);
    /// How many messages of the tenant wait, whatever their channel.
    [[nodiscard]] std::int64_t depth(const TenantId& tenant);

private:
    struct Claim;
    [[nodiscard]] std::optional<Claim> claim(const TenantId& tenant);
    [[nodiscard]] ports::Delivery deliver(const TenantId& tenant, const Claim& claim);
    void finish(const TenantId& tenant, const Claim& claim, const ports::Delivery& delivery);

    RelayPorts ports_;
};

}  // namespace rekey::flows
