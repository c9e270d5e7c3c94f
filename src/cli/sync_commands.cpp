#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "cli/context.hpp"

namespace rekey::cli {
namespace {

struct Arguments {
    std::string name;
    bool full = false, delta = false, preview = false;
    std::int64_t allow = 0, limit = 20;
};
using Shared = std::shared_ptr<Arguments>;

std::string duration_text(std::chrono::seconds time) {
    const auto seconds = time.count();
    return seconds < 60 ? fmt::format("{} s", seconds) : fmt::format("{}:{:02} min", seconds / 60, seconds % 60);
}

/// One line that is written over, for a person who watches: how far, how fast, how long still.
flows::SyncProgress show_progress(const Output& out) {
    if (out.format != Format::Text || isatty(STDERR_FILENO) == 0) return {};
    using Clock = std::chrono::steady_clock;
    return [begun = Clock::now(), last = Clock::time_point{}](const flows::SyncCounts& counts, std::int64_t expected) mutable {
        const auto now = Clock::now();
        if (now - last < std::chrono::milliseconds(100)) return;
        last = now;
        const auto seconds = std::max(0.001, std::chrono::duration<double>(now - begun).count());
        const auto rate = static_cast<double>(counts.read) / seconds;
        auto line = fmt::format("{} entries, {:.0f} a second", counts.read, rate);
        if (expected > counts.read && rate > 0) {
            constexpr std::int64_t kWidth = 24;
            const auto filled = static_cast<std::size_t>(kWidth * counts.read / expected);
            const auto left = std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(expected - counts.read) / rate));
            line = fmt::format("[{:<24}] {}, about {} left", std::string(filled, '#'), line, duration_text(left));
        }
        tell(fmt::format("\r\033[K{}", line));
    };
}

json::object to_json(const std::map<std::string, std::string>& counts) {
    json::object object;
    for (const auto& [name, count] : counts) object[name] = std::stoll(count);
    return object;
}

std::string told(const flows::SyncCounts& counts, bool preview) {
    const auto* const would = preview ? "would be " : "";
    auto text = fmt::format("{} entries read. People: {}{} added, {} updated, {} restored, {} removed; {} unchanged, {} in quarantine.",
                            counts.read, would, counts.added, counts.updated, counts.restored, counts.removed, counts.unchanged,
                            counts.quarantined);
    text += fmt::format("\nGroups: {}{} added, {} updated, {} removed; {} unchanged.", would, counts.groups_added, counts.groups_updated,
                        counts.groups_removed, counts.groups_unchanged);
    if (counts.unusable > 0) text += fmt::format("\n{} entries cannot be used.", counts.unusable);
    return text;
}

constexpr std::size_t kMostShown = 20;

std::string told(const std::vector<ports::SyncRemark>& remarks, const std::string& name, bool preview) {
    std::string text;
    for (std::size_t i = 0; i < std::min(remarks.size(), kMostShown); ++i)
        text += fmt::format("\n  {}: {} {}", to_line(remarks[i].dn), remarks[i].flaw, remarks[i].attribute);
    // A preview keeps nothing.
    if (remarks.size() > kMostShown) text += preview ? "\n  …: --json shows them" : fmt::format("\n  …: rekey sync remarks {}", name);
    return text;
}

json::array to_json(const std::vector<ports::SyncRemark>& remarks) {
    json::array list;
    for (const auto& [dn, flaw, attribute] : remarks) list.push_back(json::object{{"entry", dn}, {"flaw", flaw}, {"attribute", attribute}});
    return list;
}

/// The one directory there is, when none is named.
Result<std::string> directory_named(Session& session, const std::string& name) {
    if (!name.empty()) return name;
    const auto all = session.services.directories.list(session.tenant.id);
    if (all.size() == 1) return all.front().directory.name;
    return fail(ErrorCode::InvalidInput,
                all.empty() ? "there is no directory yet: rekey directory add" : "say which one: rekey directory list");
}

Exit run(const Context& context, Session& session, const Arguments& args) {
    const auto name = directory_named(session, args.name);
    if (!name) return context.refuse(args.name, name.error());
    const flows::SyncOptions options{args.full ? directory::Mode::Full : directory::Mode::Delta,
                                     args.preview ? flows::Apply::Preview : flows::Apply::Commit, args.allow};
    const auto progress = show_progress(session.out);
    const auto report = session.services.directory_sync.run(session.tenant.id, *name, options, progress, session.actor);
    if (progress) tell("\r\033[K");
    if (!report) return context.refuse(*name, report.error());

    const bool preview = report->apply == flows::Apply::Preview;
    const bool full = report->mode == directory::Mode::Full;
    const auto what = report->outcome == directory::Outcome::Done
                          ? std::string(full ? "Everything was read." : "What has changed was read.")
                          : fmt::format("{}: {}", directory::name(report->outcome), report->detail);
    auto text = fmt::format("{}{}\n{}", preview ? "Nothing was changed. " : "", what,
                            told(report->counts, preview) + told(report->remarks, *name, preview));
    if (report->outcome == directory::Outcome::Stopped)
        text += fmt::format("\nIf that is right: rekey sync run {} --full --allow-removals {}", *name, report->removals);
    session.out.answer({{"directory", *name},
                        {"preview", preview},
                        {"mode", directory::name(report->mode)},
                        {"outcome", directory::name(report->outcome)},
                        {"detail", report->detail},
                        {"removals", report->removals},
                        {"counts", to_json(flows::to_map(report->counts))},
                        {"remarks", to_json(report->remarks)}},
                       text);
    return report->outcome == directory::Outcome::Done ? Exit::Ok : Exit::Refused;
}

Exit history(const Context& context, Session& session, const Arguments& args) {
    const auto name = directory_named(session, args.name);
    if (!name) return context.refuse(args.name, name.error());
    return answer(context, *name, session.services.directories.history(session.tenant.id, *name, args.limit), [&](const auto& runs) {
        Table table({"BEGAN", "TOOK", "READ", "BY", "OUTCOME", ""});
        json::array list;
        for (const auto& run : runs) {
            const auto took = std::chrono::duration_cast<std::chrono::seconds>(run.ended_at.value_or(run.started_at) - run.started_at);
            std::string counts;
            for (const auto& [what, count] : run.counts) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, what);
            table.add({to_rfc3339(run.started_at), duration_text(took), std::string(directory::name(run.mode)), run.actor,
                       std::string(directory::name(run.outcome)), run.detail.empty() ? counts : run.detail});
            list.push_back(json::object{{"startedAt", to_rfc3339(run.started_at)},
                                        {"endedAt", run.ended_at ? json::value(to_rfc3339(*run.ended_at)) : json::value()},
                                        {"mode", directory::name(run.mode)},
                                        {"actor", run.actor},
                                        {"outcome", directory::name(run.outcome)},
                                        {"detail", run.detail},
                                        {"counts", to_json(run.counts)}});
        }
        session.out.answer(list, table.empty() ? "Not read yet." : table.text());
    });
}

Exit remarks(const Context& context, Session& session, const Arguments& args) {
    const auto name = directory_named(session, args.name);
    if (!name) return context.refuse(args.name, name.error());
    return answer(context, *name, session.services.directories.remarks(session.tenant.id, *name, 1000), [&](const auto& all) {
        Table table({"ENTRY", "WHAT", "ATTRIBUTE"});
        for (const auto& [dn, flaw, attribute] : all) table.add({dn, flaw, attribute});
        session.out.answer(to_json(all), table.empty() ? "The last run found nothing to remark." : table.text());
    });
}

std::string health_of(const directory::Health& health) {
    if (!health.checked_at) return "not looked at yet";
    return health.down_since ? fmt::format("down since {}: {}", to_rfc3339(*health.down_since), health.detail) : std::string("up");
}

json::value to_json(const std::optional<Instant>& at) { return at ? json::value(to_rfc3339(*at)) : json::value(); }

json::object to_json(const directory::Health& health) {
    return {{"checkedAt", to_json(health.checked_at)}, {"downSince", to_json(health.down_since)}, {"detail", health.detail}};
}

Exit status(Session& session) {
    Table table({"DIRECTORY", "PEOPLE", "LAST WHOLE READING", "LAST READING", "NEXT", "OUTCOME", "HEALTH"});
    json::array list;
    const auto text = [](const std::optional<Instant>& at) { return at ? to_rfc3339(*at) : std::string("never"); };
    for (const auto& view : session.services.directories.list(session.tenant.id)) {
        const auto outcome = view.last ? std::string(directory::name(view.last->outcome)) : std::string("not read yet");
        table.add({view.directory.name, std::to_string(view.entries.people), text(view.state.full_at), text(view.state.read_at),
                   text(view.next_at), outcome, health_of(view.health)});
        list.push_back(json::object{{"directory", view.directory.name},
                                    {"people", view.entries.people},
                                    {"groups", view.entries.groups},
                                    {"quarantined", view.entries.quarantined},
                                    {"fullAt", to_json(view.state.full_at)},
                                    {"readAt", to_json(view.state.read_at)},
                                    {"nextAt", to_json(view.next_at)},
                                    {"outcome", outcome},
                                    {"health", to_json(view.health)}});
    }
    session.out.answer(list, table.empty() ? "No directory yet. Add one: rekey directory add --help" : table.text());
    return Exit::Ok;
}

}  // namespace

void add_sync_commands(CLI::App& app, Context& context) {
    auto* sync = add_command(&app, "sync", "Reading directories: people, phone numbers and groups");
    sync->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();
    const auto named = [args](CLI::App* command) {
        command->add_option("name", args->name, "Of the directory; needed only when there are several");
        return command;
    };

    auto* running =
        named(add_command(sync, "run", "Read a directory now",
                          "  rekey sync run head-office --preview\n  rekey sync run head-office --full\n\n"
                          "Without --full, what has changed since the last time is read; the first time, and when base, filters or\n"
                          "attributes have changed, everything. A run that would remove too many people removes nobody."));
    auto* full = running->add_flag("--full", args->full, "Read everything");
    running->add_flag("--delta", args->delta, "Read what has changed: the default")->excludes(full);
    running->add_flag("--preview", args->preview, "Say what would change, and change nothing");
    running->add_option("--allow-removals", args->allow, "Up to so many people and groups may go")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    context.with_tenant(running, [&context, args](Session& session) { return run(context, session, *args); });

    context.with_tenant(add_command(sync, "status", "When each directory was read, and will be", "  rekey sync status --json"), status);

    auto* past = named(add_command(sync, "history", "The runs of a directory, newest first", "  rekey sync history head-office --limit 5"));
    past->add_option("--limit", args->limit, "At most so many")->type_name("N")->check(CLI::Range(1, 100));
    context.with_tenant(past, [&context, args](Session& session) { return history(context, session, *args); });

    auto* wrong = named(add_command(sync, "remarks", "What was wrong with entries in the last run", "  rekey sync remarks head-office"));
    context.with_tenant(wrong, [&context, args](Session& session) { return remarks(context, session, *args); });
}

}  // namespace rekey::cli
