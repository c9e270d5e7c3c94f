#pragma once
#include "cli/context.hpp"

namespace rekey::cli {

/// `rekey delivery failed` and `retry`.
void add_dead_letter_commands(CLI::App* delivery, Context& context);

}  // namespace rekey::cli
