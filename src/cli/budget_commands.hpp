#pragma once
#include "cli/context.hpp"

namespace rekey::cli {

/// rekey delivery budgets|lift
void add_budget_commands(CLI::App* delivery, Context& context);

}  // namespace rekey::cli
