#pragma once
#include "config/config.hpp"

namespace rekey::app {

/// Makes calls for the servers of this machine until it is told to stop; the exit code of `rekey voice`. Opens no keys and no store.
[[nodiscard]] int run_voice(const config::Config& config, const config::Environment& environment);

}  // namespace rekey::app
