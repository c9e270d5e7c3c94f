#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "base/text.hpp"
#include "cli/context.hpp"
#include "flows/admin/csv.hpp"

namespace rekey::cli {
namespace {

using directory::Hindrance;
using flows::NotReady;

struct Arguments {
    std::string directory, reason;
    bool csv = false;
};

constexpr const char* kHeader = "directory,user_name,display_name,entry,reasons";

std::vector<std::string_view> names_of(const std::vector<Hindrance>& why) {
    std::vector<std::string_view> names;
    for (const auto each : why) names.push_back(directory::name(each));
    return names;
}

/// Who has no name here is known by their entry.
const std::string& called(const NotReady& person) { return person.user_name.empty() ? person.dn : person.user_name; }

std::string csv_line(const NotReady& person) {
    using flows::csv_cell;
    return fmt::format("{},{},{},{},{}", csv_cell(person.directory), csv_cell(person.user_name), csv_cell(person.display_name),
                       csv_cell(person.dn), csv_cell(fmt::format("{}", fmt::join(names_of(person.why), " "))));
}

json::object to_json(const NotReady& person) {
    json::array reasons;
    for (const auto name : names_of(person.why)) reasons.emplace_back(name);
    return {{"directory", person.directory},
            {"userName", person.user_name},
            {"displayName", person.display_name},
            {"entry", person.dn},
            {"reasons", std::move(reasons)}};
}

json::object to_json(const directory::Readiness& counted) {
    json::object reasons;
    for (const auto& [hindrance, count] : counted.counts) reasons[directory::name(hindrance)] = count;
    return {{"people", counted.people}, {"ready", counted.ready}, {"reasons", std::move(reasons)}};
}

json::object to_json(const flows::ReadinessReport::Counts& counts) {
    json::object all;
    for (const auto& [name, counted] : counts) all[name] = to_json(counted);
    return all;
}

std::string told(const flows::ReadinessReport::Counts& counts) {
    std::string text;
    for (const auto& [name, counted] : counts) {
        text += fmt::format("{}{}: {} of {} people can reset.", text.empty() ? "" : "\n", name, counted.ready, counted.people);
        for (const auto& [hindrance, count] : counted.counts) text += fmt::format(" {}: {}.", directory::name(hindrance), count);
    }
    return text.empty() ? "No directory yet." : text;
}

/// Lines as they come: nothing of them is kept.
flows::ReadinessReport::Take lines(const Output& out, const Arguments& args) {
    if (args.csv) return [](const NotReady& person) { fmt::print("{}\n", csv_line(person)); };
    if (out.format == Format::Text) {
        return [](const NotReady& person) {
            fmt::print("{}: {} ({})\n", person.directory, to_line(called(person)), fmt::join(names_of(person.why), ", "));
        };
    }
    return [first = true](const NotReady& person) mutable {
        fmt::print("{}{}", std::exchange(first, false) ? "" : ",", json::serialize(to_json(person)));
    };
}

Exit readiness(const Context& context, Session& session, const Arguments& args) {
    flows::ReadinessQuestion question{args.directory};
    question.reason = directory::parse_hindrance(args.reason);
    const bool as_json = session.out.format == Format::Json && !args.csv;
    if (!args.directory.empty()) {
        const auto there = session.services.directories.show(session.tenant.id, args.directory);
        if (!there) return context.refuse(args.directory, there.error());
    }
    if (args.csv) fmt::print("{}\n", kHeader);
    if (as_json) fmt::print(R"({{"people":[)");
    const auto counts = session.services.readiness.run(session.tenant.id, question, lines(session.out, args), session.actor);
    if (!counts) return context.refuse(args.directory, counts.error());
    if (as_json) {
        fmt::print("],\"directories\":{}}}\n", json::serialize(to_json(*counts)));
    } else if (!args.csv) {
        fmt::print("{}\n", told(*counts));
    }
    return Exit::Ok;
}

}  // namespace

void add_report_commands(CLI::App& app, Context& context) {
    auto* report = add_command(&app, "report", "Reports about people");
    report->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();
    auto* ready =
        add_command(report, "readiness", "Who of a directory cannot reset their password, and why",
                    "  rekey report readiness\n  rekey report readiness --directory head-office --reason protected --csv\n\n"
                    "The first reason is the one the person would be told. Nothing is asked of the directory: it is what is known.");
    ready->add_option("--directory", args->directory, "Only of this one")->type_name("NAME");
    std::vector<std::string> reasons;
    for (const auto each : directory::kHindrances) reasons.emplace_back(directory::name(each));
    ready->add_option("--reason", args->reason, "Only whom this hinders")->type_name("REASON")->check(CLI::IsMember(reasons));
    ready->add_flag("--csv", args->csv, "As CSV (RFC 4180), with a line of names");
    context.with_tenant(ready, [&context, args](Session& session) { return readiness(context, session, *args); });
}

}  // namespace rekey::cli
