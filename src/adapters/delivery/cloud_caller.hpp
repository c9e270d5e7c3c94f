#pragma once
#include "adapters/delivery/sms_gateway.hpp"
#include "ports/talks.hpp"

namespace rekey::delivery {

/// Calls by a cloud provider: what is said is the text of a request to its HTTP interface; what becomes of the call, it tells later.
class CloudCaller final : public Caller {
public:
    explicit CloudCaller(GatewayOptions options) : gateway_(std::move(options)) {}

    [[nodiscard]] const std::string& name() const override { return gateway_.name(); }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return gateway_.countries(); }
    [[nodiscard]] message::BreakerRules rules() const override { return gateway_.rules(); }
    [[nodiscard]] Attempt send(const Text& text) override;
    [[nodiscard]] Result<std::string> probe() const override;

private:
    SmsGateway gateway_;
};

/// What is said in those calls when a key is pressed. Several threads may use it at once.
class CloudTalks final : public ports::Talks {
public:
    explicit CloudTalks(std::vector<GatewayOptions> callers) : callers_(std::move(callers)) {}

    [[nodiscard]] bool talks(std::string_view provider) const override { return find(provider) != nullptr; }
    [[nodiscard]] Result<void> check(std::string_view provider, const ports::ReceiptCall& call) const override;
    [[nodiscard]] ports::Turn turn(const ports::ReceiptCall& call, const message::Message& message,
                                   const ports::Sender& sender) const override;
    [[nodiscard]] std::string end() const override;

private:
    [[nodiscard]] const GatewayOptions* find(std::string_view provider) const;

    std::vector<GatewayOptions> callers_;
};

}  // namespace rekey::delivery
