#include "app/workers.hpp"

#include "app/channels.hpp"
#include "worker/tenants.hpp"

namespace rekey::app {
namespace {

/// A call takes as long as the person does: a worker that held several would let the others wait.
flows::BatchRules batch_of(method::Channel channel) {
    flows::BatchRules rules;
    if (channel == method::Channel::Voice) rules.most = 1;
    return rules;
}

}  // namespace

Workers::Workers(const config::Config& config, Adapters& adapters, const ConfiguredTenants& tenants,
                 std::span<const std::unique_ptr<ports::Channel>> channels, flows::ReceiptService& receipts,
                 flows::WritebackRecovery& recovery, Meter& meter, worker::Signal& messages)
    : janitor_(*adapters.store, meter), shapes_(*adapters.store) {
    std::vector<flows::OutboxRelay*> relays;
    for (const auto& channel : channels) {
        flows::RelayPorts ports{*adapters.store, adapters.entropy,
                                adapters.clock,  *channel,
                                meter,           [&tenants](const TenantId& tenant) { return host_of(tenants, tenant); }};
        ports.lease = deadline_of(config, channel->kind()) + minutes{1};  // outlives the longest sending
        ports.base_url_of = [&tenants](const TenantId& tenant) { return base_url_of(tenants, tenant); };
        ports.batch = batch_of(channel->kind());
        ports.receipt_url_of = [&tenants, &adapters](const TenantId& tenant, const MessageId& message, std::string_view provider) {
            return receipts_url_of(tenants, tenant) + flows::receipt_path(adapters.macs, tenant, message, provider);
        };
        ports.answers.emplace(adapters.entropy, adapters.macs);
        relays_.push_back(std::make_unique<flows::OutboxRelay>(std::move(ports)));
        relays.push_back(relays_.back().get());
    }
    std::vector<TenantId> ids;
    for (const auto& tenant : tenants) ids.push_back(tenant.id);
    worker::BackgroundOptions options;
    options.threads_per_channel = static_cast<int>(config.worker.threads);
    options.calls_at_once = static_cast<int>(config.voice.calls_at_once);
    background_ =
        std::make_unique<worker::Background>(worker::BackgroundWork{[ids] { return ids; }, relays, janitor_, meter, messages}, options);
    const auto for_each_tenant = [ids](std::function<flows::Progress(const TenantId&)> step) {
        return [ids, step = std::move(step)](const std::stop_token& stop) { return worker::for_each_tenant(ids, stop, step); };
    };
    const auto refresh = [this](const TenantId& id) {
        static_cast<void>(shapes_.refresh(id));
        return flows::Progress{};
    };
    shapes_loop_ = std::make_unique<worker::Loop>("decoy_shapes", for_each_tenant(refresh), never_, worker::Pace{.idle = minutes{1}});
    recovery_loop_ =
        std::make_unique<worker::Loop>("writeback_recovery", for_each_tenant(std::bind_front(&flows::WritebackRecovery::step, &recovery)),
                                       never_, worker::Pace{.idle = seconds{2}});
    if (config.worker.threads == 0) return;
    receipts_loop_ = std::make_unique<worker::Loop>("receipts", for_each_tenant(std::bind_front(&flows::ReceiptService::ask, &receipts)),
                                                    never_, worker::Pace{.idle = seconds{1}});
}

}  // namespace rekey::app
