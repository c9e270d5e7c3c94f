#include "flows/admin/user_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "flows/admin/csv.hpp"
#include "flows/admin/person.hpp"
#include "flows/decoy_shapes.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::array<std::string_view, 10> kColumns{"user_name", "display_name", "given_name", "surname",  "language",
                                                    "email",     "mobile",       "office",     "password", "groups"};

/// Where each column of the header is.
using Columns = std::map<std::string_view, std::size_t>;

Result<Columns> read_header(const CsvRow& header) {
    Columns columns;
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const auto name = trim(header.cells[i]);
        const auto known = std::ranges::find(kColumns, name);
        if (known == kColumns.end()) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("line {}: column {} is none of {}", header.line, name, fmt::join(kColumns, ", ")));
        }
        if (!columns.try_emplace(*known, i).second)
            return fail(ErrorCode::InvalidInput, fmt::format("line {}: column {} is there twice", header.line, name));
    }
    if (!columns.contains("user_name"))
        return fail(ErrorCode::InvalidInput, fmt::format("line {}: the header has no column user_name", header.line));
    return columns;
}

std::vector<std::string> split_groups(std::string_view text) {
    std::vector<std::string> groups;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(';'));
        if (!trim(part).empty()) groups.emplace_back(trim(part));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return groups;
}

struct ImportRow {
    std::int64_t line = 0;
    NewIdentity person;
    IdentityEdit edit;
    std::optional<PreparedPerson> prepared;
    std::string problem;  ///< why it cannot be imported; empty: it can
};

ImportRow read_row(CsvRow& row, const Columns& columns) {
    ImportRow out;
    out.line = row.line;
    if (row.cells.size() != columns.size()) {
        out.problem = fmt::format("{} cells, and the header has {}", row.cells.size(), columns.size());
        return out;
    }
    const auto cell = [&](std::string_view name) -> std::optional<std::string> {
        const auto column = columns.find(name);
        if (column == columns.end()) return std::nullopt;
        return row.cells[column->second];
    };
    auto& person = out.person;
    person.user_name = cell("user_name").value_or("");
    person.display_name = cell("display_name").value_or("");
    person.given_name = cell("given_name").value_or("");
    person.surname = cell("surname").value_or("");
    person.language = cell("language").value_or("");
    person.email = cell("email").value_or("");
    person.mobile = cell("mobile").value_or("");
    person.office = cell("office").value_or("");
    person.groups = split_groups(cell("groups").value_or(""));
    if (const auto password = columns.find("password"); password != columns.end() && !row.cells[password->second].empty()) {
        person.password.emplace(std::string_view(row.cells[password->second]));
        wipe(row.cells[password->second]);
    }
    out.edit = {std::nullopt, cell("display_name"), cell("given_name"), cell("surname"), cell("language")};
    if (out.edit.display_name && out.edit.display_name->empty()) out.edit.display_name.reset();
    return out;
}

/// One run of an import: reads rows, judges a batch, commits it.
class Run final {
public:
    Run(const AdminPorts& ports, const TenantId& tenant, const ImportOptions& options, const Actor& actor)
        : ports_(ports),
          tenant_(tenant),
          options_(options),
          actor_(actor),
          settings_(tenant::load(ports.store.begin(tenant, ports::Access::Read)->settings().all())) {}

    [[nodiscard]] bool is_full() const { return batch_.size() >= kBatch; }
    [[nodiscard]] const ImportReport& report() const { return report_; }
    void add(ImportRow row) { batch_.push_back(std::move(row)); }

    void commit_batch() {
        // Hashing is slow and needs no transaction.
        for (auto& row : batch_) {
            if (row.problem.empty()) judge(row);
        }
        const auto outcome = options_.apply == Apply::Preview ? preview() : commit();
        report_.rows += std::ssize(batch_);
        report_.added += outcome.added;
        report_.updated += outcome.updated;
        for (const auto& row : batch_) {
            if (!row.problem.empty()) complain(row.line, row.problem);
        }
        for (const auto& error : outcome.errors) complain(error.line, error.message);
        batch_.clear();
    }

    void finish() {
        std::ranges::sort(report_.errors, {}, &RowError::line);
        if (options_.apply == Apply::Preview) return;
        ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
            forget_count(unit);
            record(unit, ports_.entropy, actor_, audit::Kind::UsersImported, std::nullopt,
                   {{"rows", std::to_string(report_.rows)},
                    {"added", std::to_string(report_.added)},
                    {"updated", std::to_string(report_.updated)},
                    {"failed", std::to_string(report_.failed)}});
        });
    }

private:
    void judge(ImportRow& row) const {
        row.person.lasting = options_.passwords;
        auto prepared = prepare(row.person, settings_, ports_);
        if (prepared) {
            row.prepared = std::move(*prepared);
        } else {
            row.problem = prepared.error().detail;
        }
    }

    void complain(std::int64_t line, const std::string& message) {
        ++report_.failed;
        if (report_.errors.size() < ImportReport::kMaxErrors) report_.errors.push_back({line, message});
    }

    ImportReport commit() {
        return ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
            ImportReport done;
            for (const auto& row : batch_) {
                if (row.prepared) import(unit, row, done);
            }
            return done;
        });
    }

    /// The same, undone at the end.
    ImportReport preview() {
        const auto unit = ports_.store.begin(tenant_);
        ImportReport done;
        for (const auto& row : batch_) {
            if (row.prepared) import(*unit, row, done);
        }
        return done;
    }

    void import(ports::UnitOfWork& unit, const ImportRow& row, ImportReport& done) const {
        const auto existing = unit.identities().find(*identity::fold(row.prepared->identity.user_name));
        if (existing && options_.existing == OnExisting::Refuse) {
            done.errors.push_back({row.line, "this user name belongs to somebody already"});
            return;
        }
        for (const auto& name : row.prepared->groups) {
            const auto group = unit.groups().find(name);
            const auto here = group ? check_mastered_here(*group) : Result<void>{};
            if (!here) return done.errors.push_back({row.line, fmt::format("{}: {}", name, here.error().detail)});
            if (!group) add_group(unit, name);
        }
        if (existing) {
            const auto updated = update(unit, *existing, row);
            if (!updated) return done.errors.push_back({row.line, updated.error().detail});
            ++done.updated;
        } else {
            const auto inserted = insert(unit, *row.prepared, ports_, actor_);
            if (!inserted) return done.errors.push_back({row.line, inserted.error().detail});
            ++done.added;
        }
    }

    void add_group(ports::UnitOfWork& unit, const std::string& name) const {
        if (!unit.groups().insert(ports::make_id<GroupId>(ports_.entropy), name)) return;
        record(unit, ports_.entropy, actor_, audit::Kind::GroupAdded, std::nullopt, {{"group", name}});
    }

    /// Names, methods and groups of the row are added to the person; nothing is taken away, and a password is left as it is.
    Result<void> update(ports::UnitOfWork& unit, identity::Identity person, const ImportRow& row) const {
        // Who comes from a directory has their names there; methods are theirs here.
        const auto& edit = person.authority ? IdentityEdit{} : row.edit;
        const auto& prepared = row.prepared->identity;
        if (edit.display_name) person.display_name = prepared.display_name;
        if (edit.given_name) person.given_name = prepared.given_name;
        if (edit.surname) person.surname = prepared.surname;
        if (edit.language) person.language = prepared.language;
        if (!unit.identities().update(person)) return changed_meanwhile();
        record(unit, ports_.entropy, actor_, audit::Kind::IdentityChanged, person.id, {{"change", "imported"}});
        for (const auto& method : row.prepared->methods) {
            static_cast<void>(bind_method(unit, person.id, method.kind, method.address, ports_, actor_).has_value());
        }
        for (const auto& group : row.prepared->groups)
            static_cast<void>(unit.groups().add_identity(unit.groups().find(group)->id, person.id));
        return {};
    }

    const AdminPorts& ports_;
    const TenantId& tenant_;
    const ImportOptions& options_;
    const Actor& actor_;
    tenant::Settings settings_;
    std::vector<ImportRow> batch_;
    ImportReport report_;
};

}  // namespace

Result<ImportReport> UserImport::run(const TenantId& tenant, const ByteSource& file, const ImportOptions& options,
                                     const ImportProgress& progress, const Actor& actor) {
    CsvReader reader;
    std::optional<Columns> columns;
    Run run(ports_, tenant, options, actor);
    for (bool at_end = false; !at_end;) {
        const auto piece = file();
        at_end = piece.empty();
        at_end ? reader.finish() : reader.feed(piece);
        for (;;) {
            auto row = reader.next();
            if (!row) return std::unexpected(row.error());
            if (!*row) break;
            if (!columns) {
                auto header = read_header(**row);
                if (!header) return std::unexpected(header.error());
                columns = std::move(*header);
                continue;
            }
            run.add(read_row(**row, *columns));
            if (!run.is_full()) continue;
            run.commit_batch();
            progress(run.report());
        }
    }
    if (!columns) return fail(ErrorCode::InvalidInput, "the file is empty: its first line names the columns");
    run.commit_batch();
    run.finish();
    progress(run.report());
    return run.report();
}

}  // namespace rekey::flows
