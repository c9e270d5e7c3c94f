#pragma once
#include <string>
#include <vector>

#include "cli/program.hpp"
#include "config/config.hpp"

namespace rekey::app {

/// Runs the server until it is told to stop; the exit code of `rekey serve`.
[[nodiscard]] int serve(const config::Config& config, const cli::ServeOptions& options, const config::Environment& environment);

/// "POST /api/v1/reset/attempts": every route of the public address, without starting anything.
[[nodiscard]] std::vector<std::string> list_routes();

}  // namespace rekey::app
