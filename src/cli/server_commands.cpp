#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/context.hpp"

namespace rekey::cli {
namespace {

Exit check(const Context& context, const config::Config& config) {
    const auto probes = context.program.probe(config);
    Table table({"", "WHAT", "HOW IT IS"});
    json::array list;
    for (const auto& probe : probes) {
        table.add({probe.good ? "ok" : "NO", probe.name, probe.detail});
        list.push_back({{"name", probe.name}, {"good", probe.good}, {"detail", probe.detail}});
    }
    const bool good = std::ranges::all_of(probes, &Probe::good);
    context.out.answer({{"good", good}, {"probes", list}}, table.text());
    return good ? Exit::Ok : Exit::Refused;
}

Exit migrate(const Context& context, const config::Config& config) {
    const auto steps = context.program.migrate(config);
    const auto text = steps.empty() ? std::string("The store is up to date.") : fmt::format("Applied: {}.", fmt::join(steps, ", "));
    context.out.answer({{"applied", to_json(steps)}}, text);
    return Exit::Ok;
}

Exit routes(const Context& context) {
    auto list = context.program.routes();
    std::ranges::sort(list);
    context.out.answer(to_json(list), fmt::format("{}", fmt::join(list, "\n")));
    return Exit::Ok;
}

}  // namespace

void add_server_commands(CLI::App& app, Context& context) {
    auto* serve = add_command(&app, "serve", "Run the server in the foreground, until SIGTERM or Ctrl-C",
                              "  rekey serve\n  rekey serve --config data/rekey.toml --dev");
    auto options = std::make_shared<ServeOptions>();
    serve->add_flag_callback(
        "--dev", [options] { options->mode = Mode::Development; },
        "For developers, on loopback only: every message is shown at /dev/outbox, all methods are offered");
    context.with_config(
        serve, [&context, options](const config::Config& config) { return static_cast<Exit>(context.program.serve(config, *options)); });

    auto* voice = add_command(&app, "voice", "Make the calls of a server on this machine, in the foreground, until SIGTERM or Ctrl-C",
                              "  rekey voice\n  rekey voice --config data/rekey.toml");
    context.with_config(voice, [&context](const config::Config& config) { return static_cast<Exit>(context.program.voice(config)); });

    auto* checking = add_command(&app, "check", "Is the configuration right, and does everything it names answer?",
                                 "  rekey check\n  rekey check --config data/rekey.toml --json");
    context.with_config(checking, [&context](const config::Config& config) { return check(context, config); });

    auto* migrating =
        add_command(&app, "migrate", "Bring the store to the schema of this program (makes an SQLite file)", "  rekey migrate");
    context.with_config(migrating, [&context](const config::Config& config) { return migrate(context, config); });

    auto* version = add_command(&app, "version", "Tell the version");
    context.run(version, [&context] {
        context.out.answer({{"version", context.program.version}}, context.program.version);
        return Exit::Ok;
    });

    auto* listing = add_command(&app, "routes", "List the server's routes");
    listing->group("");  // for the test that compares them with the API's description
    context.run(listing, [&context] { return routes(context); });
}

}  // namespace rekey::cli
