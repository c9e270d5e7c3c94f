#include "adapters/store/postgres/driver.hpp"

#include "adapters/store/migrations/migrations.hpp"
#include "adapters/store/postgres/open.hpp"

namespace rekey::store {
namespace {

// Any fixed number will do: "rekey" in ASCII.
constexpr const char* kMigrationLock = "SELECT pg_advisory_xact_lock(491327808889)";

using Lease = Pool<PostgresConnection>::Lease;

class PostgresSession final : public Session {
public:
    PostgresSession(Lease lease, Instant now, Ledger* ledger) : Session(*lease, ledger), lease_(std::move(lease)) { began(now); }
    ~PostgresSession() override {
        if (is_open()) lease_->roll_back();
    }

private:
    void finish() override { lease_->commit(); }
    Lease lease_;
};

}  // namespace

PostgresDriver::PostgresDriver(const PostgresOptions& options)
    : ledger_(options.ledger),
      pool_(options.connections, options.patience, [options] { return std::make_unique<PostgresConnection>(options); }) {
    check_schema(*pool_.lease());
}

std::unique_ptr<Session> PostgresDriver::begin(ports::Access access) {
    if (auto session = begin_on(pool_.lease(), access, Loss::Forgive)) return session;
    // An idle connection had died with an earlier server, so the others have too. Nothing was asked yet: a fresh one may try, once.
    pool_.drop_idle();
    return begin_on(pool_.lease(), access, Loss::Tell);
}

// A table that was never analysed is thought to have hundreds of tenants, so that one of them is few rows: a look-up by the key would read
// them all. Analysing tells every connection to plan anew.
void PostgresDriver::measure_people() {
    try {
        pool_.lease()->script("ANALYZE identity, identifier, authenticator, directory_entry");
    } catch (const Fault&) {
        // Somebody else is at it, or may: the server does the same by itself.
    }
}

std::unique_ptr<Session> PostgresDriver::begin_on(Pool<PostgresConnection>::Lease lease, ports::Access access, Loss loss) {
    try {
        const auto now = lease->begin(access);
        return std::make_unique<PostgresSession>(std::move(lease), now, ledger_);
    } catch (const Fault& fault) {
        if (loss == Loss::Tell || fault.kind() != FaultKind::StoreUnavailable) throw;
        return nullptr;
    }
}

std::unique_ptr<Driver> make_postgres_driver(const PostgresOptions& options) { return std::make_unique<PostgresDriver>(options); }

std::vector<std::string> migrate_postgres(const std::string& url, ports::Clock& clock) {
    PostgresOptions options;
    options.url = url;
    options.statement_timeout = options.lock_timeout = minutes{10};  // another node may be migrating; rewriting a table takes long
    PostgresConnection connection(options);
    // Rolled back by closing the connection when a step fails.
    connection.script("BEGIN");
    connection.script(kMigrationLock);
    auto applied = apply_migrations(connection, clock.now());
    connection.script("COMMIT");
    return applied;
}

}  // namespace rekey::store
