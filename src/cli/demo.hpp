#pragma once
#include <string>

#include "cli/context.hpp"
#include "cli/init.hpp"

namespace rekey::cli {

/// The configuration of a demo on this machine: two tenants on one port.
[[nodiscard]] std::string demo_config(const InitOptions& options);

/// Sample people, groups and settings. Running it again changes nothing that is there.
[[nodiscard]] Result<void> fill_demo(Session& session);

/// Where to go and whom to be.
[[nodiscard]] std::string demo_welcome(const InitOptions& options);

}  // namespace rekey::cli
