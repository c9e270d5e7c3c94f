#pragma once
#include "cli/program.hpp"

namespace rekey::app {

/// The command line with adapters behind it.
[[nodiscard]] cli::Program make_program();

}  // namespace rekey::app
