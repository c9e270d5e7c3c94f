#pragma once
#include <vector>

#include "adapters/delivery/sms_gateway.hpp"
#include "ports/receipts.hpp"

namespace rekey::delivery {

/// What HTTP gateways tell about texts they took, by their templates. Several threads may use it at once.
class GatewayReceipts final : public ports::Receipts {
public:
    explicit GatewayReceipts(std::vector<GatewayOptions> gateways) : gateways_(std::move(gateways)) {}

    [[nodiscard]] bool calls(std::string_view provider) const override;
    [[nodiscard]] Result<ports::Told> read(std::string_view provider, const ports::ReceiptCall& call) const override;
    [[nodiscard]] bool asks() const override;
    [[nodiscard]] Result<ports::Told> ask(std::string_view provider, const std::string& reference) const override;

private:
    [[nodiscard]] const GatewayOptions* find(std::string_view provider, config::Receipts how) const;

    std::vector<GatewayOptions> gateways_;
};

}  // namespace rekey::delivery
