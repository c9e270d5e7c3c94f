#include <fmt/format.h>

#include "cli/context.hpp"
#include "config/load.hpp"

namespace rekey::cli {
namespace {

json::object to_json(const KeyInfo& key) { return {{"id", key.id}, {"created", key.created}, {"current", key.current}}; }

Exit list(const Context& context, const config::Config& config) {
    return answer(context, config.keys_file.string(), context.program.list_keys(config.keys_file), [&](const std::vector<KeyInfo>& keys) {
        Table table({"KEY", "CREATED", ""});
        json::array all;
        for (const auto& key : keys) {
            table.add({key.id, key.created, key.current ? "seals" : "opens only"});
            all.push_back(to_json(key));
        }
        context.out.answer(all, table.text());
    });
}

}  // namespace

void add_key_commands(CLI::App& app, Context& context) {
    auto* keys = add_command(&app, "keys", "The keys that seal personal values");
    keys->require_subcommand(1);

    auto* listing = add_command(keys, "list", "List the sealing keys, without the keys", "  rekey keys list");
    context.with_config(listing, [&context](const config::Config& config) { return list(context, config); });

    auto* creating = add_command(keys, "create", "Make the key file; an existing one is never overwritten", "  rekey keys create");
    context.with_config(creating, [&context](const config::Config& config) {
        const auto file = config.keys_file.string();
        return answer(context, file, context.program.create_keys(config.keys_file),
                      [&] { context.out.answer({{"file", file}}, fmt::format("{} was made. Keep a copy in a safe place.", file)); });
    });

    auto* rotating = add_command(keys, "rotate", "Add a key that seals from the next start on; older ones go on opening what they sealed",
                                 "  rekey keys rotate");
    context.with_config(rotating, [&context](const config::Config& config) {
        return answer(context, config.keys_file.string(), context.program.rotate_keys(config.keys_file), [&](const KeyInfo& key) {
            context.out.answer(to_json(key),
                               fmt::format("Key {} was added. Restart the servers, and copy the key file to its backup.", key.id));
        });
    });

    auto* config = add_command(&app, "config", "The configuration file");
    config->require_subcommand(1);
    context.run(add_command(config, "reference", "Print the reference page of all keys",
                            "  rekey config reference > docs/reference/configuration.md"),
                [] {
                    fmt::print("{}", config::reference_page());
                    return Exit::Ok;
                });
}

}  // namespace rekey::cli
