#include "cli/budget_commands.hpp"

namespace rekey::cli {

void add_delivery_commands(CLI::App& app, Context& context) {
    auto* delivery = add_command(&app, "delivery", "Messages to people: what may be sent");
    delivery->require_subcommand(1);
    add_budget_commands(delivery, context);
}

}  // namespace rekey::cli
