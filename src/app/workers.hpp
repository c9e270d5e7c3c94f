#pragma once
#include <memory>
#include <span>
#include <vector>

#include "app/adapters.hpp"
#include "app/tenants.hpp"
#include "flows/decoy_shapes.hpp"
#include "flows/receipt_service.hpp"
#include "flows/writeback_recovery.hpp"
#include "ports/channel.hpp"
#include "worker/background.hpp"

namespace rekey::app {

/// What works beside the requests: messages, housekeeping, the shapes of decoys, passwords whose writing nobody saw the end of.
class Workers final {
public:
    Workers(const config::Config& config, Adapters& adapters, const ConfiguredTenants& tenants,
            std::span<const std::unique_ptr<ports::Channel>> channels, flows::ReceiptService& receipts, flows::WritebackRecovery& recovery,
            Meter& meter, worker::Signal& messages);

private:
    flows::Janitor janitor_;
    flows::DecoyShapes shapes_;
    std::vector<std::unique_ptr<flows::OutboxRelay>> relays_;
    worker::Signal never_;
    std::unique_ptr<worker::Background> background_;
    std::unique_ptr<worker::Loop> shapes_loop_, recovery_loop_, receipts_loop_;  ///< last: threads end before what they use
};

}  // namespace rekey::app
