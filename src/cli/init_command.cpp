#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "cli/context.hpp"
#include "cli/demo.hpp"
#include "cli/init.hpp"
#include "config/load.hpp"

namespace rekey::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::string folder;
    InitOptions options;
    bool demo = false;
};

Result<void> write_config(const fs::path& file, const std::string& text) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(file, std::ios::trunc);
    out << text;
    out.close();
    if (!out) return fail(ErrorCode::Refused, "cannot be written");
    return {};
}

Result<bool> create_keys(const Context& context, const fs::path& file) {
    const auto made = context.program.create_keys(file);
    if (!made && made.error().code != ErrorCode::AlreadyExists) return std::unexpected(made.error());
    return made.has_value();
}

/// Every tenant of the configuration is one of the store.
Result<void> add_tenants(Session& session) {
    for (const auto& tenant : session.config.tenants) {
        const auto added = session.services.tenants.add(tenant.name, session.actor);
        if (!added && added.error().code != ErrorCode::AlreadyExists) return std::unexpected(added.error());
    }
    return {};
}

std::string made_or_kept(bool made) { return made ? "made" : "was there"; }

/// Everything the configuration names: keys, store, tenants, and the people of a demo.
Exit make_rest(const Context& context, const Arguments& args, const config::Config& config, const std::string& config_line) {
    const auto keys = create_keys(context, config.keys_file);
    if (!keys) return context.refuse(config.keys_file.string(), keys.error());
    const auto steps = context.program.migrate(config);
    const auto services = context.program.open(config);
    if (!services) return context.refuse(config.keys_file.string(), services.error(), Exit::Configuration);

    Session session{config, **services, {}, context.out};
    if (const auto added = add_tenants(session); !added) return context.refuse("tenant", added.error());
    if (args.demo) {
        if (const auto filled = fill_demo(session); !filled) return context.refuse("demo", filled.error());
    }
    const auto report =
        fmt::format("{}\n{} {}\n{} {}\n\n{}", config_line, config.keys_file.string(), made_or_kept(*keys), config.store.url,
                    steps.empty() ? "was up to date" : "brought up to date", args.demo ? demo_welcome(args.options) : first_steps(config));
    context.out.answer(
        {{"config", config.file.string()}, {"keys", config.keys_file.string()}, {"store", config.store.url}, {"made", *keys}}, report);
    return Exit::Ok;
}

Exit init(const Context& context, const Arguments& args) {
    const auto file = fs::absolute(args.folder) / "rekey.toml";
    std::error_code ignored;
    const bool write = args.demo || !fs::exists(file, ignored);
    if (write && !args.demo && (args.options.tenant.empty() || args.options.base_urls.empty())) {
        return context.refuse("init", Error{ErrorCode::InvalidInput, "--add-tenant and --base-url are needed (or --demo)", {}},
                              Exit::Usage);
    }
    if (write) {
        const auto text = args.demo ? demo_config(args.options) : first_config(args.options);
        // Judged before it is written, so that a mistake leaves nothing behind.
        if (const auto right = config::parse(text, file); !right) return context.refuse(right.error());
        if (const auto written = write_config(file, text); !written) return context.refuse(file.string(), written.error());
    }
    const auto config = config::load(file);
    if (!config) return context.refuse(config.error());
    return make_rest(context, args, *config, fmt::format("{} {}", file.string(), made_or_kept(write)));
}

}  // namespace

void add_init_command(CLI::App& app, Context& context) {
    auto args = std::make_shared<Arguments>();
    auto* command = add_command(
        &app, "init", "Make a configuration, a key file (mode 0600) and a store; what is there already is kept",
        "  rekey init /etc/rekey --add-tenant contoso.example --base-url https://reset.contoso.example --store sqlite:/var/lib/rekey/rekey.db\n"
        "  rekey init --demo data --port 8080");
    auto& options = args->options;
    command->add_option("folder", args->folder, "Where rekey.toml and rekey.keys go (/etc/rekey)")->default_str("/etc/rekey");
    args->folder = "/etc/rekey";
    command->add_option("--add-tenant", options.tenant, "The first tenant's name")->type_name("NAME");
    command->add_option("--base-url", options.base_urls, "An address of that tenant; may be repeated")->type_name("URL");
    command->add_option("--store", options.store, "The store (sqlite:rekey.db)")->type_name("URL");
    command->add_option("--port", options.port, "Port to listen on, of 127.0.0.1 (8080)")->check(CLI::Range(1, 65535));
    command->add_option("--web", options.web_directory, "Where the portals' built files are")->type_name("FOLDER");
    command->add_flag("--demo", args->demo,
                      "Two organisations with sample people, to try Rekey on this machine; rekey.toml is written anew each time");
    context.run(command, [&context, args] { return init(context, *args); });
}

}  // namespace rekey::cli
