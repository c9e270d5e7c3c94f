#pragma once
#include "adapters/delivery/gateway_request.hpp"
#include "adapters/delivery/provider.hpp"
#include "base/secret.hpp"

namespace rekey::delivery {

struct GatewayOptions {
    std::string name, user, sender;
    Secret secret, receipt_secret;
    std::vector<std::string> countries;
    GatewayTemplate form;
    HttpOptions http;
};

/// The values that are the same for every message.
[[nodiscard]] GatewayValues account_of(const GatewayOptions& options);

/// Text messages through one HTTP gateway.
class SmsGateway final : public Provider {
public:
    explicit SmsGateway(GatewayOptions options) : options_(std::move(options)) {}

    [[nodiscard]] const std::string& name() const override { return options_.name; }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return options_.countries; }
    [[nodiscard]] message::BreakerRules rules() const override;
    [[nodiscard]] Attempt send(const Text& text) override;

    /// Connects and leaves, without sending anything; for `rekey check`.
    [[nodiscard]] Result<void> probe() const;

private:
    [[nodiscard]] GatewayValues values(const Text& text) const;
    [[nodiscard]] ports::Delivery::Receipt receipt() const;
    [[nodiscard]] std::string without_secrets(std::string text) const;
    [[nodiscard]] std::string description(const Text& text) const;

    GatewayOptions options_;
};

}  // namespace rekey::delivery
