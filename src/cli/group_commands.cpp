#include <fmt/format.h>

#include "cli/context.hpp"

namespace rekey::cli {
namespace {

using flows::MemberKind;
using flows::MemberName;

struct Arguments {
    std::string group, user, member_group;
    bool nested = false;
};
using Shared = std::shared_ptr<Arguments>;

Exit list(Session& session) {
    Table table({"GROUP", "PEOPLE", "GROUPS", "FROM"});
    json::array all;
    for (const auto& group : session.services.groups.list(session.tenant.id)) {
        const auto& from = group.directory;
        table.add({group.name, std::to_string(group.identities), std::to_string(group.groups), from});
        all.push_back({{"name", group.name},
                       {"id", group.id.text()},
                       {"people", group.identities},
                       {"groups", group.groups},
                       {"directory", from.empty() ? json::value() : json::value(from)}});
    }
    session.out.answer(all, table.empty() ? "There is no group yet." : table.text());
    return Exit::Ok;
}

void show_members(Session& session, const std::vector<MemberName>& members) {
    Table table({"KIND", "NAME"});
    json::array all;
    for (const auto& member : members) {
        const auto* kind = member.kind == MemberKind::Group ? "group" : "person";
        table.add({kind, member.name});
        all.push_back({{"kind", kind}, {"name", member.name}});
    }
    session.out.answer(all, table.empty() ? "Nobody." : table.text());
}

/// add and remove: one word about the group itself.
void add_change(CLI::App* parent, Context& context, const Shared& args, const std::string& name, const std::string& help,
                const std::string& done, std::function<Result<void>(Session&, const Arguments&)> change) {
    auto* command = add_command(parent, name, help, fmt::format("  rekey group {} Staff", name));
    command->add_option("group", args->group, "Its name")->required();
    context.with_tenant(command, [&context, args, done, change = std::move(change)](Session& session) {
        return answer(context, args->group, change(session, *args), [&] {
            session.out.answer({{"group", args->group}, {"done", done}}, fmt::format("Group {} was {}.", args->group, done));
        });
    });
}

/// join and leave: a person or a group.
void add_membership(CLI::App* parent, Context& context, const Shared& args, const std::string& name, const std::string& help,
                    const std::string& done, std::function<Result<void>(Session&, const Arguments&, const MemberName&)> change) {
    auto* command =
        add_command(parent, name, help,
                    fmt::format("  rekey group {0} Staff --user anna@contoso.example\n  rekey group {0} Staff --group Nurses", name));
    command->add_option("group", args->group, "The group")->required();
    auto* who = command->add_option_group("who", "Who");
    who->add_option("--user", args->user, "A person: user name, alias or id");
    who->add_option("--group", args->member_group, "A group");
    who->require_option(1);
    context.with_tenant(command, [&context, args, done, change = std::move(change)](Session& session) {
        const bool is_group = !args->member_group.empty();
        const MemberName member{is_group ? MemberKind::Group : MemberKind::Person, is_group ? args->member_group : args->user};
        return answer(context, member.name, change(session, *args, member), [&] {
            session.out.answer({{"group", args->group}, {"member", member.name}, {"done", done}},
                               fmt::format("{} {} {}.", member.name, done, args->group));
        });
    });
}

}  // namespace

void add_group_commands(CLI::App& app, Context& context) {
    auto* group = add_command(&app, "group", "Groups of people and of groups");
    group->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();

    add_change(group, context, args, "add", "Add a group", "added",
               [](Session& s, const Arguments& a) { return s.services.groups.add(s.tenant.id, a.group, s.actor); });
    add_change(group, context, args, "remove", "Remove a group; its members stay", "removed",
               [](Session& s, const Arguments& a) { return s.services.groups.remove(s.tenant.id, a.group, s.actor); });
    context.with_tenant(add_command(group, "list", "List the groups", "  rekey group list"), list);

    auto* members = add_command(group, "members", "List a group's members", "  rekey group members Staff --nested");
    members->add_option("group", args->group, "Its name")->required();
    members->add_flag("--nested", args->nested, "Also the members of its groups");
    context.with_tenant(members, [&context, args](Session& session) {
        const auto depth = args->nested ? flows::Depth::Nested : flows::Depth::Direct;
        return answer(context, args->group, session.services.groups.members(session.tenant.id, args->group, depth),
                      [&](const std::vector<MemberName>& found) { show_members(session, found); });
    });

    add_membership(group, context, args, "join", "Put a person or a group into a group", "joined",
                   [](Session& s, const Arguments& a, const MemberName& member) {
                       return s.services.groups.join(s.tenant.id, a.group, member, s.actor);
                   });
    add_membership(group, context, args, "leave", "Take a person or a group out of a group", "left",
                   [](Session& s, const Arguments& a, const MemberName& member) {
                       return s.services.groups.leave(s.tenant.id, a.group, member, s.actor);
                   });
}

}  // namespace rekey::cli
