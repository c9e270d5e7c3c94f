#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/context.hpp"
#include "cli/settings_text.hpp"
#include "config/load.hpp"

namespace rekey::cli {
namespace {

struct Arguments {
    std::vector<std::string> keys;
    std::string name;
    bool dry_run = false, all = false;
};
using Shared = std::shared_ptr<Arguments>;
using Changed = Result<flows::SettingChanges>;

flows::Apply apply(const Arguments& args) { return args.dry_run ? flows::Apply::Preview : flows::Apply::Commit; }

Exit show_changes(const Context& context, Session& session, const Arguments& args, std::string_view subject, const Changed& changed) {
    return answer(context, subject, changed, [&](const flows::SettingChanges& made) {
        const auto& changes = made.changes;
        json::array list;
        std::string text = changes.empty() ? "Nothing changes." : args.dry_run ? "Would change:" : "Changed:";
        for (const auto& change : changes) {
            list.push_back({{"key", change.key}, {"before", to_json(change.before)}, {"after", to_json(change.after)}});
            text += fmt::format("\n  {}: {} -> {}", change.key, config::to_toml(change.before), config::to_toml(change.after));
        }
        session.out.answer({{"dry_run", args.dry_run}, {"changes", list}, {"warnings", to_json(made.warnings)}}, text);
        for (const auto& warning : made.warnings) session.out.note("Warning: " + warning + ".");
    });
}

Exit show(const Context& context, Session& session, const Arguments& args) {
    for (const auto& name : args.keys) {
        if (!tenant::find_key(name)) return context.refuse(name, unknown_setting(name));
    }
    const auto settings = session.services.settings.show(session.tenant.id);
    const auto wanted = [&](const tenant::Key& key) {
        return args.keys.empty() || std::ranges::find(args.keys, key.name) != args.keys.end();
    };
    json::object all;
    Table table({"SETTING", "VALUE", ""});
    for (const auto& key : tenant::keys()) {
        if (!wanted(key)) continue;
        const auto value = tenant::get(settings, key);
        all[key.name] = to_json(value);
        table.add({std::string(key.name), config::to_toml(value), value == tenant::get({}, key) ? "" : "(changed)"});
    }
    session.out.answer(all, table.text());
    return Exit::Ok;
}

Exit set(const Context& context, Session& session, const Arguments& args) {
    flows::SettingValues values;
    for (const auto& pair : args.keys) {
        const auto parsed = parse_assignment(pair);
        if (!parsed) return context.refuse(pair, parsed.error());
        values.insert_or_assign(parsed->first, parsed->second);
    }
    return show_changes(context, session, args, "settings",
                        session.services.settings.set(session.tenant.id, values, session.actor, apply(args)));
}

Exit unset(const Context& context, Session& session, const Arguments& args) {
    for (const auto& name : args.keys) {
        if (!tenant::find_key(name)) return context.refuse(name, unknown_setting(name));
    }
    return show_changes(context, session, args, "settings",
                        session.services.settings.unset(session.tenant.id, args.keys, session.actor, apply(args)));
}

Exit export_settings(Session& session, const Arguments& args) {
    const auto settings = session.services.settings.show(session.tenant.id);
    json::object all;
    for (const auto& key : tenant::keys()) {
        const auto value = tenant::get(settings, key);
        if (args.all || value != tenant::get({}, key)) all[key.name] = to_json(value);
    }
    auto text = export_text(session.tenant.name, settings, args.all);
    text.pop_back();
    session.out.answer(all, text);
    return Exit::Ok;
}

Exit import_settings(const Context& context, Session& session, const Arguments& args) {
    std::ifstream file;
    if (args.name != "-") file.open(args.name);
    if (args.name != "-" && !file) return context.refuse(args.name, Error{ErrorCode::InvalidInput, "the file cannot be read", {}});
    const std::string text{std::istreambuf_iterator<char>(args.name == "-" ? std::cin : file), {}};
    auto values = parse_settings(text, args.name);
    if (!values) return context.refuse(values.error());
    return show_changes(context, session, args, args.name,
                        session.services.settings.replace(session.tenant.id, *values, session.actor, apply(args)));
}

std::string preset_help() {
    std::string text = "One of:";
    for (const auto& preset : tenant::presets()) text += fmt::format("\n  {}: {}", preset.name, preset.doc);
    return text;
}

void add_changing(CLI::App* settings, Context& context, const Shared& args) {
    auto* setting = add_command(
        settings, "set", "Set some; all of them or, when one is refused, none",
        "  rekey settings set gates=2 methods=email,totp\n  rekey settings set scope=selected include_groups=Staff --dry-run\n  rekey settings set display_name='Contoso Nederland'");
    setting->add_option("assignments", args->keys, "KEY=VALUE …; lists with commas")->required();
    setting->add_flag("--dry-run", args->dry_run, "Say what would change, and change nothing");
    context.with_tenant(setting, [&context, args](Session& session) { return set(context, session, *args); });

    auto* unsetting = add_command(settings, "unset", "Back to the default", "  rekey settings unset gates methods");
    unsetting->add_option("keys", args->keys, "KEY …")->required();
    unsetting->add_flag("--dry-run", args->dry_run, "Say what would change, and change nothing");
    context.with_tenant(unsetting, [&context, args](Session& session) { return unset(context, session, *args); });

    auto* importing = add_command(settings, "import", "Make the policy what a file says; what is not in it goes back to its default",
                                  "  rekey settings import contoso.toml --dry-run\n  rekey settings import contoso.toml");
    importing->add_option("file", args->name, "TOML file as made by export, or - for standard input")->required();
    importing->add_flag("--dry-run", args->dry_run, "Say what would change, and change nothing");
    context.with_tenant(importing, [&context, args](Session& session) { return import_settings(context, session, *args); });

    auto* preset = add_command(settings, "preset", "Set a named bundle of settings", "  rekey settings preset asvs_l2 --dry-run");
    preset->add_option("name", args->name, preset_help())->required();
    preset->add_flag("--dry-run", args->dry_run, "Say what would change, and change nothing");
    context.with_tenant(preset, [&context, args](Session& session) {
        return show_changes(context, session, *args, args->name,
                            session.services.settings.apply_preset(session.tenant.id, args->name, session.actor, apply(*args)));
    });
}

}  // namespace

void add_settings_commands(CLI::App& app, Context& context) {
    auto* settings = add_command(&app, "settings", "A tenant's policy: who may reset, how, how often, and how it looks");
    settings->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();

    auto* showing =
        add_command(settings, "show", "Show all settings, or some", "  rekey settings show\n  rekey settings show gates methods --json");
    showing->add_option("keys", args->keys, "KEY …");
    context.with_tenant(showing, [&context, args](Session& session) { return show(context, session, *args); });

    auto* exporting = add_command(settings, "export", "Write the policy as a TOML file, to keep under version control",
                                  "  rekey settings export > contoso.toml\n  rekey settings export --all");
    exporting->add_flag("--all", args->all, "Also what is at its default");
    context.with_tenant(exporting, [args](Session& session) { return export_settings(session, *args); });

    add_changing(settings, context, args);

    auto* reference = add_command(settings, "reference", "Print the reference page of all settings",
                                  "  rekey settings reference > docs/reference/settings.md");
    context.run(reference, [] {
        fmt::print("{}", settings_reference());
        return Exit::Ok;
    });
}

}  // namespace rekey::cli
