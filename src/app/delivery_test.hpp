#pragma once
#include "cli/program.hpp"
#include "config/config.hpp"

namespace rekey::app {

/// `rekey delivery test`: one message by the providers, and what happened at each.
[[nodiscard]] Result<cli::DeliveryTest> test_delivery(const config::Config& config, const config::Environment& environment,
                                                      const cli::DeliveryQuestion& question);

}  // namespace rekey::app
