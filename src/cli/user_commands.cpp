#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/context.hpp"
#include "cli/identity_output.hpp"
#include "cli/import_command.hpp"
#include "cli/method_commands.hpp"
#include "cli/secret_input.hpp"

namespace rekey::cli {
namespace {

/// What the commands of this group take; each uses some.
struct Arguments {
    std::string user, name;
    flows::NewIdentity person;
    flows::IdentityEdit edit;
    std::string role = "person";
    bool with_password = false, permanent = false, keep = false;
    flows::IdentityQuery query;
};
using Shared = std::shared_ptr<Arguments>;

/// A command about one person that changes something and says so in one sentence.
using Change = std::function<Result<void>(Session&, const Arguments&)>;

CLI::App* add_change(CLI::App* parent, Context& context, const Shared& args, const std::string& name, const std::string& help,
                     const std::string& done, Change change, const std::string& examples) {
    auto* command = add_command(parent, name, help, examples);
    command->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(command, [&context, args, done, change = std::move(change)](Session& session) {
        return answer(context, args->user, change(session, *args),
                      [&] { session.out.answer({{"user", args->user}, {"done", done}}, fmt::format("{}: {}.", args->user, done)); });
    });
    return command;
}

flows::Lasting lasting(const Arguments& args) { return args.permanent ? flows::Lasting::UntilChanged : flows::Lasting::OneSignIn; }

Exit add(const Context& context, Session& session, Arguments& args) {
    const auto role = identity::parse_role(args.role);
    if (!role) return context.refuse(args.role, Error{ErrorCode::InvalidInput, "this is no role", {}});
    args.person.role = *role;
    if (args.with_password) {
        auto password = read_password();
        if (!password) return context.refuse("password", password.error());
        args.person.password = std::move(*password);
        args.person.lasting = lasting(args);
    }
    return answer(
        context, args.person.user_name, session.services.identities.add(session.tenant.id, args.person, session.actor),
        [&](const identity::Identity& person) { session.out.answer(to_json(person), fmt::format("{} was added.", person.user_name)); });
}

void add_adding(CLI::App* user, Context& context, const Shared& args) {
    auto* command =
        add_command(user, "add", "Add a person",
                    "  rekey user add anna@contoso.example --display-name 'Anna Jansen' --email anna@mail.example\n"
                    "  rekey user add ada@contoso.example --role global_administrator --mobile +31612345678 --password < secret");
    auto& person = args->person;
    command->add_option("user", person.user_name, "User name")->required();
    command->add_option("--display-name", person.display_name, "Name as others see it");
    command->add_option("--given-name", person.given_name, "Given name");
    command->add_option("--surname", person.surname, "Surname");
    command->add_option("--language", person.language, "Language of messages, like nl");
    command->add_option("--email", person.email, "A private e-mail address, for codes");
    command->add_option("--mobile", person.mobile, "Mobile number, like +31612345678: may be texted and called");
    command->add_option("--office", person.office, "Office number: may be called");
    command->add_option("--group", person.groups, "Group to join; may be repeated")->type_name("NAME");
    command->add_option(
        "--role", args->role,
        "person, reports_reader, helpdesk, authentication_administrator, authentication_policy_administrator, global_administrator");
    command->add_flag("--password", args->with_password, "Read a password from standard input (asked for on a terminal)");
    command->add_flag("--permanent", args->permanent, "This password need not be changed at the first sign-in");
    context.with_tenant(command, [&context, args](Session& session) { return add(context, session, *args); });
}

void add_editing(CLI::App* user, Context& context, const Shared& args) {
    auto* command = add_command(user, "edit", "Change names or language; what is not given stays",
                                "  rekey user edit anna@contoso.example --surname 'de Vries'");
    auto& edit = args->edit;
    command->add_option("user", args->user, "User name, alias or id")->required();
    command->add_option("--user-name", edit.user_name, "New user name");
    command->add_option("--display-name", edit.display_name, "Name as others see it");
    command->add_option("--given-name", edit.given_name, "Given name");
    command->add_option("--surname", edit.surname, "Surname");
    command->add_option("--language", edit.language, "Language of messages, like nl");
    context.with_tenant(command, [&context, args](Session& session) {
        return answer(context, args->user, session.services.identities.edit(session.tenant.id, args->user, args->edit, session.actor),
                      [&](const identity::Identity& person) {
                          session.out.answer(to_json(person), fmt::format("{} was changed.", person.user_name));
                      });
    });
}

void add_looking(CLI::App* user, Context& context, const Shared& args) {
    auto* showing = add_command(user, "show", "Show a person with methods and groups", "  rekey user show anna@contoso.example --json");
    showing->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(showing, [&context, args](Session& session) {
        return answer(context, args->user, session.services.identities.show(session.tenant.id, args->user),
                      [&](const flows::IdentityView& view) { session.out.answer(to_json(view), to_text(view)); });
    });

    auto* listing =
        add_command(user, "list", "List people by user name", "  rekey user list --prefix an --limit 20\n  rekey user list --deleted");
    listing->add_option("--prefix", args->query.prefix, "Only user names that begin so");
    listing->add_option("--after", args->query.after, "Go on after this user name (the last one of the page before)");
    listing->add_option("--limit", args->query.limit, "At most this many (100)")->check(CLI::Range(1, 10'000));
    listing->add_flag("--deleted", args->query.deleted, "The deleted people instead");
    context.with_tenant(listing, [args](Session& session) {
        const auto people = session.services.identities.list(session.tenant.id, args->query);
        json::array all;
        for (const auto& person : people) all.push_back(to_json(person));
        session.out.answer(all, people_table(people));
        return Exit::Ok;
    });

    auto* why = add_command(user, "why", "Why can this person not reset? In words", "  rekey user why anna@contoso.example");
    why->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(why, [&context, args](Session& session) {
        return answer(context, args->user, session.services.identities.explain(session.tenant.id, args->user),
                      [&](const flows::Explanation& found) {
                          std::string text = fmt::format("{} {} reset.", args->user, found.can_reset ? "can" : "cannot");
                          for (const auto& reason : found.reasons) text += "\n  - " + reason;
                          for (const auto& fine : found.fine) text += "\n  + " + fine;
                          session.out.answer({{"user", args->user},
                                              {"can_reset", found.can_reset},
                                              {"reasons", to_json(found.reasons)},
                                              {"fine", to_json(found.fine)}},
                                             text);
                      });
    });
}

void add_states(CLI::App* user, Context& context, const Shared& args) {
    add_change(
        user, context, args, "enable", "Enable a person", "enabled",
        [](Session& s, const Arguments& a) { return s.services.identities.enable(s.tenant.id, a.user, s.actor); },
        "  rekey user enable anna@contoso.example");
    add_change(
        user, context, args, "disable", "Disable a person; ends sessions and resets under way", "disabled",
        [](Session& s, const Arguments& a) { return s.services.identities.disable(s.tenant.id, a.user, s.actor); },
        "  rekey user disable anna@contoso.example");
    add_change(
        user, context, args, "delete", "Delete a person; can be restored for 30 days", "deleted",
        [](Session& s, const Arguments& a) { return s.services.identities.remove(s.tenant.id, a.user, s.actor); },
        "  rekey user delete anna@contoso.example");
    add_change(
        user, context, args, "restore", "Bring a deleted person back", "restored",
        [](Session& s, const Arguments& a) { return s.services.identities.restore(s.tenant.id, a.user, s.actor); },
        "  rekey user restore anna@contoso.example");
    add_change(
        user, context, args, "unblock", "Lift pauses and clear the account's counters", "unblocked",
        [](Session& s, const Arguments& a) { return s.services.identities.unblock(s.tenant.id, a.user, s.actor); },
        "  rekey user unblock anna@contoso.example");
    auto* unfreezing = add_change(
        user, context, args, "unfreeze", "End a freeze that a link \"this was not me\" began; methods set aside are removed", "unfrozen",
        [](Session& s, const Arguments& a) {
            const auto quarantined = a.keep ? flows::Quarantined::Kept : flows::Quarantined::Removed;
            return s.services.identities.unfreeze(s.tenant.id, a.user, quarantined, s.actor);
        },
        "  rekey user unfreeze anna@contoso.example\n  rekey user unfreeze anna@contoso.example --keep");
    unfreezing->add_flag("--keep", args->keep, "The methods set aside were the person's own: they count again");
    auto* setting = add_change(
        user, context, args, "password",
        "Set a password, read from standard input (asked for on a terminal); it must be changed at the next sign-in", "password set",
        [](Session& s, const Arguments& a) -> Result<void> {
            const auto password = read_password();
            if (!password) return std::unexpected(password.error());
            return s.services.identities.set_password(s.tenant.id, a.user, *password, lasting(a), s.actor);
        },
        "  rekey user password anna@contoso.example\n  rekey user password anna@contoso.example < secret-file");
    setting->add_flag("--permanent", args->permanent, "It need not be changed at the next sign-in");
    add_change(
        user, context, args, "must-change", "Ask for a new password at the next sign-in; ends sessions", "must change the password",
        [](Session& s, const Arguments& a) { return s.services.identities.require_change(s.tenant.id, a.user, s.actor); },
        "  rekey user must-change anna@contoso.example");
    auto* role = add_change(
        user, context, args, "role",
        "Give a role: person, reports_reader, helpdesk, authentication_administrator, authentication_policy_administrator, global_administrator",
        "role changed",
        [](Session& s, const Arguments& a) -> Result<void> {
            const auto parsed = identity::parse_role(a.name);
            if (!parsed) return fail(ErrorCode::InvalidInput, fmt::format("{} is no role: see rekey user role --help", a.name));
            return s.services.identities.set_role(s.tenant.id, a.user, *parsed, s.actor);
        },
        "  rekey user role ada@contoso.example helpdesk");
    role->add_option("role", args->name, "The role")->required();
}

void add_sessions(CLI::App* user, Context& context, const Shared& args) {
    auto* sessions = add_command(user, "sessions", "Where a person is signed in");
    sessions->require_subcommand(1);

    auto* listing = add_command(sessions, "list", "List them, the last seen first", "  rekey user sessions list anna@contoso.example");
    listing->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(listing, [&context, args](Session& session) {
        return answer(context, args->user, session.services.identities.sessions(session.tenant.id, args->user),
                      [&](const std::vector<signin::Session>& found) { session.out.answer(to_json(found), sessions_table(found)); });
    });

    auto* ending = add_command(sessions, "end", "Sign the person out everywhere; ends resets under way too",
                               "  rekey user sessions end anna@contoso.example");
    ending->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(ending, [&context, args](Session& session) {
        return answer(context, args->user, session.services.identities.end_sessions(session.tenant.id, args->user, session.actor),
                      [&](std::int64_t ended) {
                          session.out.answer({{"user", args->user}, {"ended", ended}},
                                             fmt::format("{}: {} {} ended.", args->user, ended, ended == 1 ? "session" : "sessions"));
                      });
    });
}

void add_aliases(CLI::App* user, Context& context, const Shared& args) {
    auto* alias = add_command(user, "alias", "Other names a person may type as user ID");
    alias->require_subcommand(1);
    auto* adding = add_change(
        alias, context, args, "add", "Add an alias", "alias added",
        [](Session& s, const Arguments& a) { return s.services.identities.add_alias(s.tenant.id, a.user, a.name, s.actor); },
        "  rekey user alias add anna@contoso.example ajansen");
    adding->add_option("alias", args->name, "The other name")->required();
    auto* removing = add_change(
        alias, context, args, "remove", "Remove an alias", "alias removed",
        [](Session& s, const Arguments& a) { return s.services.identities.remove_alias(s.tenant.id, a.user, a.name, s.actor); },
        "  rekey user alias remove anna@contoso.example ajansen");
    removing->add_option("alias", args->name, "The other name")->required();
}

}  // namespace

void add_user_commands(CLI::App& app, Context& context) {
    auto* user = add_command(&app, "user", "People: add, import, look up, change, unblock");
    user->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();
    add_adding(user, context, args);
    add_editing(user, context, args);
    add_import_command(user, context);
    add_looking(user, context, args);
    add_states(user, context, args);
    add_sessions(user, context, args);
    add_aliases(user, context, args);
    add_method_commands(user, context);
}

}  // namespace rekey::cli
