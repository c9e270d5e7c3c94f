#pragma once
#include "cli/program.hpp"
#include "config/config.hpp"

namespace rekey::app {

/// Runs the server until it is told to stop; the exit code of `rekey serve`.
[[nodiscard]] int serve(const config::Config& config, const cli::ServeOptions& options, const config::Environment& environment);

}  // namespace rekey::app
