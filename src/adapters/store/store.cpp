#include "adapters/store/store.hpp"

#include "adapters/store/postgres/open.hpp"
#include "adapters/store/sql_store.hpp"
#include "adapters/store/sqlite/open.hpp"

namespace rekey::store {
namespace {

struct Address {
    bool sqlite = false;
    std::string place;  ///< file or URL
};

Address parse_url(std::string_view url) {
    for (const std::string_view scheme : {"sqlite://", "sqlite:"}) {
        if (url.starts_with(scheme) && url.size() > scheme.size()) return {true, std::string(url.substr(scheme.size()))};
    }
    for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
        if (url.starts_with(scheme)) return {false, std::string(url)};
    }
    // The URL may hold a password: it is not repeated.
    throw Fault(FaultKind::Invariant, "the database URL must begin with sqlite:/// or postgresql://");
}

}  // namespace

std::unique_ptr<ports::Store> open_sqlite(const SqliteOptions& options, ports::Clock& clock, const ports::Sealer& sealer,
                                          const ports::KeyedHash& hash) {
    return std::make_unique<SqlStore>(make_sqlite_driver(options, clock), sealer, hash);
}

std::unique_ptr<ports::Store> open_postgres(const PostgresOptions& options, const ports::Sealer& sealer, const ports::KeyedHash& hash) {
    return std::make_unique<SqlStore>(make_postgres_driver(options), sealer, hash);
}

std::unique_ptr<ports::Store> open_store(std::string_view url, const StoreOptions& options, ports::Clock& clock,
                                         const ports::Sealer& sealer, const ports::KeyedHash& hash) {
    const auto address = parse_url(url);
    if (address.sqlite) {
        const SqliteOptions sqlite{
            .path = address.place, .readers = options.connections, .patience = options.patience, .ledger = options.ledger};
        return open_sqlite(sqlite, clock, sealer, hash);
    }
    PostgresOptions postgres{
        .url = address.place, .connections = options.connections, .patience = options.patience, .ledger = options.ledger};
    return open_postgres(postgres, sealer, hash);
}

std::vector<std::string> migrate_store(std::string_view url, ports::Clock& clock) {
    const auto address = parse_url(url);
    return address.sqlite ? migrate_sqlite(address.place, clock) : migrate_postgres(address.place, clock);
}

}  // namespace rekey::store
