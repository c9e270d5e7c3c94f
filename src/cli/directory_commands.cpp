#include <fmt/format.h>

#include "cli/context.hpp"
#include "cli/directory_rights.hpp"
#include "cli/secret_input.hpp"
#include "flows/admin/directory_probe.hpp"

namespace rekey::cli {
namespace {

struct Arguments {
    std::string name, user;
    std::vector<std::string> pairs;
};
using Shared = std::shared_ptr<Arguments>;

Result<std::vector<flows::DirectoryValue>> values_of(const std::vector<std::string>& pairs) {
    std::vector<flows::DirectoryValue> values;
    for (const auto& pair : pairs) {
        const auto sign = pair.find('=');
        if (sign == std::string::npos || sign == 0) return fail(ErrorCode::InvalidInput, fmt::format("\"{}\" is not KEY=VALUE", pair));
        values.push_back({pair.substr(0, sign), pair.substr(sign + 1)});
    }
    return values;
}

std::string state_of(const flows::DirectoryView& view) {
    if (!view.missing.empty()) return view.missing.front();
    if (!view.directory.settings.enabled) return "switched off";
    if (view.directory.settings.staging) return "staging: nothing is written";
    if (view.health.down_since) return fmt::format("down since {}: {}", to_rfc3339(*view.health.down_since), view.health.detail);
    if (!view.last) return "not read yet";
    if (view.last->outcome == directory::Outcome::Done) return fmt::format("read {}", to_rfc3339(view.last->ended_at.value_or(Instant{})));
    return fmt::format("{}: {}", directory::name(view.last->outcome), view.last->detail);
}

Exit list(Session& session) {
    Table table({"DIRECTORY", "KIND", "PEOPLE", "GROUPS", "QUARANTINED", "STATE"});
    json::array all;
    for (const auto& view : session.services.directories.list(session.tenant.id)) {
        const auto& [people, groups, quarantined, gone] = view.entries;
        table.add({view.directory.name, view.directory.settings.kind, std::to_string(people), std::to_string(groups),
                   std::to_string(quarantined), state_of(view)});
        all.push_back(json::object{{"name", view.directory.name},
                                   {"kind", view.directory.settings.kind},
                                   {"people", people},
                                   {"groups", groups},
                                   {"quarantined", quarantined},
                                   {"state", state_of(view)}});
    }
    session.out.answer(all, table.empty() ? "No directory yet. Add one: rekey directory add --help" : table.text());
    return Exit::Ok;
}

Exit show(const Context& context, Session& session, const Arguments& args) {
    return answer(context, args.name, session.services.directories.show(session.tenant.id, args.name),
                  [&](const flows::DirectoryView& view) {
                      json::object settings;
                      Table table({"SETTING", "VALUE", ""});
                      for (const auto& key : directory::keys()) {
                          const auto value = directory::get(view.directory.settings, key);
                          settings[key.name] = value;
                          table.add({std::string(key.name), value, std::string(key.doc)});
                      }
                      table.add({"password", view.has_password ? "(set)" : "(none)", "Of the service account"});
                      session.out.answer({{"name", view.directory.name},
                                          {"settings", settings},
                                          {"hasPassword", view.has_password},
                                          {"missing", to_json(view.missing)},
                                          {"state", state_of(view)}},
                                         table.text());
                      for (const auto& missing : view.missing) session.out.note(missing + ".");
                  });
}

Exit add(const Context& context, Session& session, const Arguments& args) {
    const auto values = values_of(args.pairs);
    if (!values) return context.refuse(args.name, values.error());
    const auto added = session.services.directories.add(session.tenant.id, args.name, *values, session.actor);
    return answer(context, args.name, added, [&](const flows::DirectoryView& view) {
        session.out.answer({{"name", view.directory.name}, {"missing", to_json(view.missing)}},
                           fmt::format("Directory {} is added. Nothing is read before it is complete.", view.directory.name));
        for (const auto& missing : view.missing) session.out.note(missing + ".");
    });
}

Exit set(const Context& context, Session& session, const Arguments& args) {
    const auto values = values_of(args.pairs);
    if (!values) return context.refuse(args.name, values.error());
    const auto changed = session.services.directories.set(session.tenant.id, args.name, *values, session.actor);
    return answer(context, args.name, changed, [&](const flows::DirectoryChanges& made) {
        json::array list;
        std::string text = made.changes.empty() ? "Nothing changes." : "Changed:";
        for (const auto& [key, before, after] : made.changes) {
            list.push_back(json::object{{"key", key}, {"before", before}, {"after", after}});
            text += fmt::format("\n  {}: \"{}\" -> \"{}\"", key, before, after);
        }
        session.out.answer({{"changes", list}, {"passwordCleared", made.password_cleared}}, text);
        if (made.password_cleared)
            session.out.note("The service account's password was meant for where it was, and is forgotten: rekey directory password.");
    });
}

Exit set_password(const Context& context, Session& session, const Arguments& args) {
    const auto password = read_password();
    if (!password) return context.refuse(args.name, password.error());
    return answer(context, args.name, session.services.directories.set_password(session.tenant.id, args.name, *password, session.actor),
                  [&] {
                      session.out.answer({{"name", args.name}, {"done", "password"}},
                                         "The password is kept. Try it: rekey directory test " + args.name);
                  });
}

Exit test(const Context& context, Session& session, const Arguments& args) {
    const auto findings = session.services.directory_probe.run(session.tenant.id, args.name, args.user);
    if (!findings) return context.refuse(args.name, findings.error());
    using Verdict = flows::DirectoryFinding::Verdict;
    bool good = true;
    json::array list;
    std::string text;
    for (const auto& finding : *findings) {
        const auto* const verdict = finding.verdict == Verdict::Good ? "good" : finding.verdict == Verdict::Weak ? "weak" : "bad";
        good = good && finding.verdict != Verdict::Bad;
        list.push_back(json::object{{"what", finding.what}, {"verdict", verdict}, {"detail", finding.detail}, {"advice", finding.advice}});
        text += fmt::format("{}{:<5} {}: {}", text.empty() ? "" : "\n", verdict, finding.what, finding.detail);
        if (!finding.advice.empty()) text += fmt::format("\n      {}", finding.advice);
    }
    session.out.answer({{"good", good}, {"findings", list}}, text);
    return good ? Exit::Ok : Exit::Refused;
}

Exit remove(const Context& context, Session& session, const Arguments& args) {
    return answer(context, args.name, session.services.directories.remove(session.tenant.id, args.name, session.actor), [&] {
        session.out.answer({{"name", args.name}, {"done", "removed"}}, fmt::format("Directory {} is removed.", args.name));
    });
}

Exit rights(const Context& context, Session& session, const Arguments& args) {
    return answer(context, args.name, session.services.directories.show(session.tenant.id, args.name),
                  [&](const flows::DirectoryView& view) {
                      const auto script = rights_script(view.directory);
                      session.out.answer({{"name", args.name}, {"script", script}}, script);
                  });
}

std::string settings_help() {
    std::string text = "Settings:";
    for (const auto& key : directory::keys()) text += fmt::format("\n  {:<22}{}", key.name, key.doc);
    return text;
}

/// A command about one directory.
CLI::App* add_one(CLI::App* parent, const Shared& args, const std::string& name, const std::string& help, const std::string& examples) {
    auto* command = add_command(parent, name, help, examples);
    command->add_option("name", args->name, "Of the directory")->required();
    return command;
}

}  // namespace

void add_directory_commands(CLI::App& app, Context& context) {
    auto* directory = add_command(&app, "directory", "Active Directory and LDAP directories that people come from");
    directory->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();
    const auto bind = [&context, args](CLI::App* command, Exit (*work)(const Context&, Session&, const Arguments&)) {
        context.with_tenant(command, [&context, args, work](Session& session) { return work(context, session, *args); });
    };
    context.with_tenant(add_command(directory, "list", "All directories, and how they are", "  rekey directory list --json"), list);
    bind(add_one(directory, args, "show", "Its settings", "  rekey directory show head-office"), show);

    auto* adding = add_one(directory, args, "add", "Add a directory",
                           "  rekey directory add head-office kind=active_directory servers=ldaps://dc1.contoso.example \\\n"
                           "      base=OU=People,DC=contoso,DC=example account=svc-rekey@contoso.example\n"
                           "  rekey directory password head-office\n  rekey directory test head-office --user anna@contoso.example\n"
                           "  rekey sync run head-office --preview\n\n" +
                               settings_help());
    adding->add_option("settings", args->pairs, "KEY=VALUE …")->required();
    bind(adding, add);
    auto* setting = add_one(
        directory, args, "set", "Change settings",
        "  rekey directory set head-office writeback=true\n  rekey directory set head-office servers='ldaps://dc1 ldaps://dc2'\n\n" +
            settings_help());
    setting->add_option("settings", args->pairs, "KEY=VALUE …")->required();
    bind(setting, set);
    bind(add_one(directory, args, "password", "Set the service account's password, from standard input",
                 "  rekey directory password head-office"),
         set_password);
    auto* testing = add_one(directory, args, "test", "Ask it everything that is needed of it, and say what to mend",
                            "  rekey directory test head-office --user anna@contoso.example");
    testing->add_option("--user", args->user, "Whose rights are looked at, as they sign in")->type_name("USER");
    bind(testing, test);
    bind(add_one(directory, args, "rights", "Print the commands that give the service account its rights there",
                 "  rekey directory rights head-office"),
         rights);
    bind(add_one(directory, args, "remove", "Remove a directory that nobody comes from any more", "  rekey directory remove head-office"),
         remove);
}

}  // namespace rekey::cli
