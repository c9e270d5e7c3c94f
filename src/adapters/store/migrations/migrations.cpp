#include "adapters/store/migrations/migrations.hpp"

#include <fmt/format.h>

#include "adapters/store/migrations/v0001_reset.hpp"
#include "adapters/store/migrations/v0002_signin.hpp"
#include "adapters/store/migrations/v0003_methods.hpp"
#include "adapters/store/migrations/v0004_registration.hpp"
#include "adapters/store/migrations/v0005_questions.hpp"
#include "adapters/store/migrations/v0006_neighbours.hpp"
#include "adapters/store/migrations/v0007_together.hpp"
#include "adapters/store/migrations/v0008_providers.hpp"
#include "adapters/store/migrations/v0009_queue.hpp"
#include "adapters/store/migrations/v0010_receipts.hpp"
#include "adapters/store/migrations/v0011_told.hpp"
#include "adapters/store/migrations/v0012_confirm.hpp"
#include "adapters/store/migrations/v0013_directories.hpp"
#include "adapters/store/migrations/v0014_writeback.hpp"
#include "adapters/store/migrations/v0015_readiness.hpp"
#include "adapters/store/migrations/v0016_mailbox.hpp"
#include "adapters/store/migrations/v0017_light.hpp"
#include "adapters/store/migrations/v0018_one_write.hpp"
#include "base/error.hpp"

namespace rekey::store {
namespace {

constexpr Migration kMigrations[] = {{1, "0001_reset", kResetSchema},
                                     {2, "0002_signin", kSignInSchema},
                                     {3, "0003_methods", kMethodsSchema},
                                     {4, "0004_registration", kRegistrationSchema},
                                     {5, "0005_questions", kQuestionsSchema},
                                     {6, "0006_neighbours", kNeighboursSchema},
                                     {7, "0007_together", kTogetherSchema},
                                     {8, "0008_providers", kProvidersSchema},
                                     {9, "0009_queue", kQueueSchema},
                                     {10, "0010_receipts", kReceiptsSchema},
                                     {11, "0011_told", kToldSchema},
                                     {12, "0012_confirm", kConfirmSchema},
                                     {13, "0013_directories", kDirectoriesSchema},
                                     {14, "0014_writeback", kWritebackSchema},
                                     {15, "0015_readiness", kReadinessSchema},
                                     {16, "0016_mailbox", kMailboxSchema},
                                     {17, "0017_light", kLightSchema},
                                     {18, "0018_one_write", kOneWriteSchema}};

constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version {int} NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at {int} NOT NULL) {table}";
constexpr Query kVersions{"schema.versions", "SELECT version, name FROM schema_version ORDER BY version"};
constexpr Query kRecord{"schema.record", "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)"};

/// How many steps this schema has; every one must be known here under its name.
std::size_t known_steps(const Rows& rows) {
    const auto all = migrations();
    if (rows.size() > all.size()) {
        throw Fault(FaultKind::Invariant, fmt::format("the database has schema version {}, this program knows {}: use the newer program",
                                                      rows.size(), all.size()));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].get<std::int64_t>(0) == all[i].version && rows[i].get<std::string_view>(1) == all[i].name) continue;
        throw Fault(FaultKind::Invariant,
                    fmt::format("step {} of the database's schema is not this program's: is it Rekey's database?", i + 1));
    }
    return rows.size();
}

}  // namespace

std::span<const Migration> migrations() noexcept { return kMigrations; }

std::vector<std::string> apply_migrations(Connection& connection, Instant now) {
    connection.script(render(kVersionTable, connection.dialect()));
    std::vector<std::string> applied;
    const auto done = known_steps(connection.run(kVersions, {}));
    for (const auto& step : migrations().subspan(done)) {
        connection.script(render(step.sql, connection.dialect()));
        const Param params[] = {step.version, step.name, now};
        (void)connection.run(kRecord, params);
        applied.emplace_back(step.name);
    }
    return applied;
}

void check_schema(Connection& connection) {
    std::size_t done = 0;
    try {
        done = known_steps(connection.run(kVersions, {}));
    } catch (const Fault& fault) {
        // Without the table of versions the statement itself is refused.
        const bool no_table = std::string_view(fault.what()).starts_with("query schema.versions: refused");
        if (!no_table) throw;
        throw Fault(FaultKind::Invariant, "the database has no schema yet: run `rekey init` or `rekey migrate`");
    }
    if (done < migrations().size()) {
        throw Fault(FaultKind::Invariant, fmt::format("the database has schema version {}, this program needs {}: run `rekey migrate`",
                                                      done, migrations().size()));
    }
}

}  // namespace rekey::store
