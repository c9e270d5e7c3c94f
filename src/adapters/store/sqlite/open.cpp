#include "adapters/store/sqlite/open.hpp"

#include "adapters/store/migrations/migrations.hpp"
#include "adapters/store/sqlite/driver.hpp"
#include "adapters/store/sqlite/statistics.hpp"

namespace rekey::store {
namespace {

constexpr Duration kMigrationPatience{60000};  // another node may be migrating

}  // namespace

std::unique_ptr<Driver> make_sqlite_driver(const SqliteOptions& options, ports::Clock& clock) {
    return std::make_unique<SqliteDriver>(options, clock);
}

std::vector<std::string> migrate_sqlite(const std::string& path, ports::Clock& clock) {
    SqliteConnection connection(path, SqliteMode::Create, kMigrationPatience);
    // Rolled back by closing the connection when a step fails.
    connection.script("BEGIN EXCLUSIVE");
    auto applied = apply_migrations(connection, clock.now());
    connection.script(kStatistics);
    connection.script("COMMIT");
    return applied;
}

}  // namespace rekey::store
