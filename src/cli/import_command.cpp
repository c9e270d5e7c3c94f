#include "cli/import_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iostream>

namespace rekey::cli {
namespace {

struct Arguments {
    std::string file;
    bool dry_run = false, update = false;
};

/// One line that is written over, for a person who watches.
flows::ImportProgress show_progress(const Output& out) {
    const bool watched = out.format == Format::Text && isatty(STDERR_FILENO) != 0;
    return [watched](const flows::ImportReport& report) {
        if (watched)
            tell(fmt::format("\r{} rows: {} added, {} updated, {} refused", report.rows, report.added, report.updated, report.failed));
    };
}

Exit import(const Context& context, Session& session, const Arguments& args) {
    std::ifstream opened;
    if (args.file != "-") {
        opened.open(args.file, std::ios::binary);
        if (!opened) return context.refuse(args.file, Error{ErrorCode::InvalidInput, "the file cannot be read", {}});
    }
    auto& file = args.file == "-" ? std::cin : opened;
    const flows::ImportOptions options{args.dry_run ? flows::Apply::Preview : flows::Apply::Commit,
                                       args.update ? flows::OnExisting::Update : flows::OnExisting::Refuse};
    const auto report = session.services.import.run(session.tenant.id, read_from(file), options, show_progress(session.out), session.actor);
    if (!report) return context.refuse(args.file, report.error());
    if (isatty(STDERR_FILENO) != 0) session.out.note("");

    json::array errors;
    std::string lines;
    for (const auto& error : report->errors) {
        errors.push_back({{"line", error.line}, {"message", error.message}});
        lines += fmt::format("\n{}:{}: {}", args.file, error.line, error.message);
    }
    session.out.answer({{"dry_run", args.dry_run},
                        {"rows", report->rows},
                        {"added", report->added},
                        {"updated", report->updated},
                        {"failed", report->failed},
                        {"errors", errors}},
                       fmt::format("{}{} rows: {} added, {} updated, {} refused.{}", args.dry_run ? "Nothing was changed. " : "",
                                   report->rows, report->added, report->updated, report->failed, lines));
    return report->failed == 0 ? Exit::Ok : Exit::Refused;
}

}  // namespace

flows::ByteSource read_from(std::istream& file) {
    auto buffer = std::make_shared<std::array<char, 64 * 1024>>();
    return [&file, buffer]() -> std::string_view {
        file.read(buffer->data(), static_cast<std::streamsize>(buffer->size()));
        return {buffer->data(), static_cast<std::size_t>(file.gcount())};
    };
}

void add_import_command(CLI::App* user, Context& context) {
    auto args = std::make_shared<Arguments>();
    auto* command =
        add_command(user, "import", "Add people from a CSV file",
                    "  rekey user import people.csv --dry-run\n  rekey user import people.csv --update\n\n"
                    "The first line names the columns, in any order: user_name, display_name, given_name, surname, language, email,\n"
                    "mobile, office, password, groups (separated by ;). Rows that are wrong are reported with their line; the others are\n"
                    "imported, 500 a transaction, so that an interrupted import can be run again with --update.");
    command->add_option("file", args->file, "CSV file (UTF-8), or - for standard input")->required();
    command->add_flag("--dry-run", args->dry_run, "Say what would happen, and change nothing");
    command->add_flag("--update", args->update, "Also change people who exist: names, more methods, more groups; never the password");
    context.with_tenant(command, [&context, args](Session& session) { return import(context, session, *args); });
}

}  // namespace rekey::cli
