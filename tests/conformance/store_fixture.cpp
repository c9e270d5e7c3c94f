#include "conformance/store_fixture.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/store/postgres/connection.hpp"
#include "adapters/store/sqlite/connection.hpp"
#include "conformance/postgres_server.hpp"

namespace rekey::test {
namespace {

constexpr const char* kDatabase = "rekey_test";
constexpr const char* kOwnDatabase = "rekey_own";
// Emptying takes milliseconds, a database for each test half a second. Replica mode: no order of tables to keep for foreign keys.
constexpr const char* kEmptyAllTables = R"(
    SET session_replication_role = replica;
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'
        LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
    END $$)";

std::unique_ptr<PostgresServer>& server() {
    static std::unique_ptr<PostgresServer> one;
    return one;
}

/// Stops the server before the program's statics go.
class StopServer final : public testing::Environment {
public:
    void TearDown() override { server().reset(); }
};
const auto* const kStopServer = testing::AddGlobalTestEnvironment(new StopServer);  // NOLINT: gtest owns it

store::PostgresConnection connect(const std::string& database) {
    store::PostgresOptions options;
    options.url = server()->url(database);
    return store::PostgresConnection(options);
}

crypto::KeyRing make_ring(ports::Entropy& entropy) {
    crypto::KeyRing ring;
    entropy.fill(ring.mac.out());
    entropy.fill(ring.fixed.out());
    crypto::SealKey seal;
    seal.id = 1;
    entropy.fill(seal.key.out());
    ring.seals.push_back(std::move(seal));
    return ring;
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace

PostgresServer& StoreTest::postgres() {
    if (!server()) {
        server() = std::make_unique<PostgresServer>();
        system::SystemClock clock;
        connect("postgres").script(std::string("CREATE DATABASE ") + kDatabase);
        store::migrate_postgres(server()->url(kDatabase), clock);
    }
    return *server();
}

StoreTest::StoreTest() : ring_(make_ring(entropy_)), macs_(ring_), sealer_(ring_, entropy_), hasher_({8, 1}) {
    if (is_sqlite()) {
        auto name = (std::filesystem::temp_directory_path() / "rekey-store-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        directory_ = name;
        url_ = "sqlite://" + name + "/rekey.db";
        store::migrate_store(url_, clock_);
    } else {
        url_ = postgres().url(kDatabase);
        connect(kDatabase).script(kEmptyAllTables);
    }
    reopen();
}

StoreTest::~StoreTest() {
    store_.reset();
    if (has_own_database_) connect(kDatabase).script(std::string("DROP DATABASE ") + kOwnDatabase + " WITH (FORCE)");
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

std::unique_ptr<ports::Store> StoreTest::open_another(const store::StoreOptions& options) {
    return store::open_store(url_, options, clock_, sealer_, macs_);
}

void StoreTest::move_to_new_database() {
    store_.reset();
    connect(kDatabase).script(std::string("CREATE DATABASE ") + kOwnDatabase);
    has_own_database_ = true;
    url_ = postgres().url(kOwnDatabase);
    store::migrate_store(url_, clock_);
    reopen();
}

void StoreTest::reopen() {
    store_.reset();
    store::StoreOptions options;
    options.connections = 20;
    options.ledger = &ledger_;
    store_ = open_another(options);
}

TenantId StoreTest::add_tenant(std::string_view name) {
    const auto id = ports::make_id<TenantId>(entropy_);
    if (!store_->add_tenant(id, name)) throw std::runtime_error("tenant name taken");
    return id;
}

void StoreTest::sql(std::string_view statements) {
    if (is_sqlite()) return store::SqliteConnection(path(), store::SqliteMode::Write, seconds{10}).script(statements);
    store::PostgresOptions options;
    options.url = url_;
    store::PostgresConnection(options).script(statements);
}

std::vector<std::string> StoreTest::query_postgres(const std::string& text) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> pg(PQconnectdb(url_.c_str()), &PQfinish);
    // Bytes are shown as escaped text, so that clear values inside would be seen.
    PQclear(PQexec(pg.get(), "SET bytea_output = 'escape'"));
    const std::unique_ptr<PGresult, decltype(&PQclear)> rows(PQexec(pg.get(), text.c_str()), &PQclear);
    std::vector<std::string> cells;
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
        for (int column = 0; column < PQnfields(rows.get()); ++column) cells.emplace_back(PQgetvalue(rows.get(), row, column));
    }
    return cells;
}

std::string StoreTest::dump() {
    std::string all;
    if (is_sqlite()) {
        for (const auto& entry : std::filesystem::directory_iterator(directory_)) all += read_file(entry.path());
        return all;
    }
    for (const auto& table : query_postgres("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        for (const auto& cell : query_postgres("SELECT * FROM " + table)) all += cell + '\n';
    }
    return all;
}

}  // namespace rekey::test
