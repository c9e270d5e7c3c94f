#pragma once
#include "cli/context.hpp"

namespace rekey::cli {

/// rekey user methods: what a person can prove themselves with.
void add_method_commands(CLI::App* user, Context& context);

}  // namespace rekey::cli
