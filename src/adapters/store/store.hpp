#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/ledger.hpp"
#include "base/time.hpp"
#include "ports/clock.hpp"
#include "ports/crypto.hpp"
#include "ports/store.hpp"

namespace rekey::store {

struct SqliteOptions {
    std::string path;           ///< of a file on a local disk; WAL does not work on network file systems
    std::size_t readers = 4;
    Duration patience{5000};    ///< longest wait for the writer, a reader, or another process that writes
    Ledger* ledger = nullptr;   ///< for tests; outlives the store
};

struct PostgresOptions {
    std::string url;            ///< postgresql://user@host:port/database?sslmode=verify-full …
    std::size_t connections = 8;
    Duration patience{5000};    ///< longest wait for a free connection, and for a new one to be made
    Duration statement_timeout{10000};
    Duration lock_timeout{5000};
    Duration replan_every{2000};  ///< how long a plan is followed: one made for an empty table is a bad one an hour later
    Ledger* ledger = nullptr;   ///< for tests; outlives the store
};

/// What the configuration says, whichever store it names.
struct StoreOptions {
    std::size_t connections = 8;  ///< PostgreSQL: connections; SQLite: readers beside the writer
    Duration patience{5000};
    Ledger* ledger = nullptr;
};

/// Open a store whose schema is up to date; Fault(StoreUnavailable) or Fault(Invariant) otherwise, in words for the operator.
/// Everything passed by reference outlives the store. Safe to use from any number of threads.
[[nodiscard]] std::unique_ptr<ports::Store> open_sqlite(const SqliteOptions& options, ports::Clock& clock, const ports::Sealer& sealer,
                                                        const ports::KeyedHash& hash);
[[nodiscard]] std::unique_ptr<ports::Store> open_postgres(const PostgresOptions& options, const ports::Sealer& sealer,
                                                          const ports::KeyedHash& hash);
/// `url` is sqlite:///absolute/path.db, sqlite:relative.db or postgresql://…
[[nodiscard]] std::unique_ptr<ports::Store> open_store(std::string_view url, const StoreOptions& options, ports::Clock& clock,
                                                       const ports::Sealer& sealer, const ports::KeyedHash& hash);

/// Bring the schema up to date, making the SQLite file when there is none; the names of the steps that were applied. Two nodes may do
/// it at once: one waits for the other. Fault(Invariant) when the schema is newer than the program.
std::vector<std::string> migrate_sqlite(const std::string& path, ports::Clock& clock);
std::vector<std::string> migrate_postgres(const std::string& url, ports::Clock& clock);
std::vector<std::string> migrate_store(std::string_view url, ports::Clock& clock);

}  // namespace rekey::store
