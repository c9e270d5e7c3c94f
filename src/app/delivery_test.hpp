#pragma once
#include "cli/program.hpp"
#include "config/config.hpp"

namespace rekey::app {

struct DeliveryQuestion {
    std::string to;        ///< a mail address, or a phone number as people write it, with the country's code
    std::string provider;  ///< empty: all in their order
};

/// `rekey delivery test`: one message by the providers, and what happened at each.
[[nodiscard]] Result<cli::DeliveryTest> test_delivery(const config::Config& config, const config::Environment& environment,
                                                      const DeliveryQuestion& question);

}  // namespace rekey::app
