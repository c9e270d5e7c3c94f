#pragma once
#include <filesystem>

#include "adapters/delivery/provider.hpp"
#include "domain/call/call.hpp"

namespace rekey::delivery {

struct CallOptions {
    std::string name;
    std::filesystem::path socket;
    std::vector<std::string> countries;
    seconds ring{30};
};

/// How long one call may take by this process's clock, from the request to its outcome.
[[nodiscard]] Duration longest_call(seconds ring) noexcept;

/// Calls by one trunk: asks `rekey voice` over its Unix socket, one connection a call, and waits for the outcome.
class CallLine final : public Caller {
public:
    explicit CallLine(CallOptions options) : options_(std::move(options)) {}

    [[nodiscard]] const std::string& name() const override { return options_.name; }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return options_.countries; }
    [[nodiscard]] message::BreakerRules rules() const override;
    [[nodiscard]] Attempt send(const Text& text) override;

    [[nodiscard]] Result<std::string> probe() const override;

private:
    CallOptions options_;
};

/// What the outcome of a call means for the message.
[[nodiscard]] Attempt attempt_of(const call::Outcome& outcome);

}  // namespace rekey::delivery
