#include "cli/context.hpp"

namespace rekey::cli {
namespace {

constexpr const char* kFooter = R"(Begin with:
  rekey init --demo data            a demo of two organisations in ./data
  rekey serve --config data/rekey.toml --dev

Exit codes: 0 done, 1 refused or not found, 2 usage, 3 configuration, 4 store unavailable.)";

void add_global_options(CLI::App& app, Context& context) {
    app.add_option("--config", context.config_file, "Configuration file")
        ->type_name("FILE")
        ->envname("REKEY_CONFIG")
        ->default_val("/etc/rekey/rekey.toml");
    app.add_option("--tenant", context.tenant_name, "Tenant to work on (needed only when there are several)")->type_name("NAME");
    app.add_flag_callback("--json", [&context] { context.out.format = Format::Json; }, "Answer as one JSON document");
}

}  // namespace

int run(int argc, const char* const* argv, const Program& program) {
    CLI::App app("Rekey lets people who cannot sign in prove who they are and set a new password themselves.", "rekey");
    app.footer(kFooter);
    app.require_subcommand(1);
    app.option_defaults()->always_capture_default(false);
    Context context(program);
    add_global_options(app, context);
    add_server_commands(app, context);
    add_init_command(app, context);
    add_tenant_commands(app, context);
    add_user_commands(app, context);
    add_invite_command(app, context);
    add_group_commands(app, context);
    add_directory_commands(app, context);
    add_sync_commands(app, context);
    add_report_commands(app, context);
    add_settings_commands(app, context);
    add_delivery_commands(app, context);
    add_key_commands(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return static_cast<int>(app.exit(error) == 0 ? Exit::Ok : Exit::Usage);
    }
    return static_cast<int>(context.finish());
}

}  // namespace rekey::cli
