#include <fmt/format.h>
#include <unistd.h>

#include "cli/context.hpp"

namespace rekey::cli {
namespace {

struct Arguments {
    std::string group;
    std::int64_t again_after = 14;
    bool dry_run = false;
};

bool is_watched(const Output& out) { return out.format == Format::Text && isatty(STDERR_FILENO) != 0; }

/// One line that is written over, for a person who watches.
flows::InviteProgress show_progress(const Output& out) {
    return [watched = is_watched(out)](const flows::InviteReport& report) {
        if (watched) tell(fmt::format("\r{} people: {} invited", report.people, report.invited));
    };
}

std::string_view words(flows::Invited what) {
    switch (what) {
        case flows::Invited::Now: return "";
        case flows::Invited::Lately: return "invited before";
        case flows::Invited::NoAddress: break;
    }
    return "no e-mail address";
}

std::string table(const flows::InviteReport& report) {
    Table table({"USER", "ADDRESS", "MISSING", ""});
    for (const auto& row : report.rows) table.add({row.user, row.address, std::to_string(row.missing), std::string(words(row.what))});
    const auto more = report.invited + report.lately + report.no_address - std::ssize(report.rows);
    return table.empty() ? "" : table.text() + (more > 0 ? fmt::format("… and {} more\n", more) : "") + '\n';
}

std::string sentence(const flows::InviteReport& report, const Arguments& args) {
    return fmt::format("{} {} {}. {} of {} registered enough, {} invited in the last {} days, {} without an e-mail address.",
                       report.invited, report.invited == 1 ? "person" : "people",
                       args.dry_run ? "would be invited; nothing was sent" : "invited", report.complete, report.people, report.lately,
                       args.again_after, report.no_address);
}

json::object to_json(const flows::InviteReport& report, const Arguments& args) {
    json::array list;
    for (const auto& row : report.rows)
        list.push_back({{"user", row.user}, {"address", row.address}, {"missing", row.missing}, {"outcome", flows::name(row.what)}});
    return {{"dry_run", args.dry_run}, {"people", report.people},         {"complete", report.complete}, {"invited", report.invited},
            {"lately", report.lately}, {"no_address", report.no_address}, {"list", std::move(list)}};
}

Exit invite(const Context& context, Session& session, const Arguments& args) {
    const flows::InviteOptions options{args.dry_run ? flows::Apply::Preview : flows::Apply::Commit, args.group, days{args.again_after}};
    const auto report = session.services.invitations.run(session.tenant.id, options, show_progress(session.out), session.actor);
    if (is_watched(session.out)) session.out.note("");
    return answer(context, session.tenant.name, report, [&](const flows::InviteReport& done) {
        session.out.answer(to_json(done, args), (args.dry_run ? table(done) : std::string{}) + sentence(done, args));
    });
}

}  // namespace

void add_invite_command(CLI::App& app, Context& context) {
    const auto args = std::make_shared<Arguments>();
    auto* command = add_command(
        &app, "invite", "Mail people who have registered too little, and ask them to",
        "  rekey invite --dry-run                    who would get a mail, and at which address\n"
        "  rekey invite --group Staff                only people of this group\n"
        "  rekey invite --again-after 30             nobody twice within 30 days\n\n"
        "Invited are enabled people in the tenant's scope who have proven fewer methods than the policy asks for. The mail goes to the\n"
        "user name where that is an e-mail address, else to an e-mail address on file. It holds the address of the account page under the\n"
        "tenant's first base URL, no code and no secret. The server sends it: this command may end before the last one is on its way.");
    command->add_option("--group", args->group, "Only people of this group, and of groups in it")->type_name("NAME");
    command->add_option("--again-after", args->again_after, "Leave people in peace who were invited less than this many days ago (14)")
        ->check(CLI::Range(0, 365))
        ->type_name("DAYS");
    command->add_flag("--dry-run", args->dry_run, "Say who would be invited, and send nothing");
    context.with_tenant(command, [&context, args](Session& session) { return invite(context, session, *args); });
}

}  // namespace rekey::cli
