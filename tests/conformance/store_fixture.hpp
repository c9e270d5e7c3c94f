#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/keyed_hash.hpp"
#include "adapters/crypto/password_hasher.hpp"
#include "adapters/crypto/sealer.hpp"
#include "adapters/store/store.hpp"
#include "adapters/system/clock.hpp"

namespace rekey::test {

class PostgresServer;

enum class StoreKind : std::uint8_t { Sqlite, Postgres };

/// What a store did, a line each: "begin", "QUERY ROWS-CHANGED", "commit", "rollback".
class RecordingLedger final : public store::Ledger {
public:
    void began() override { add("begin"); }
    void ran(std::string_view query, std::int64_t, std::int64_t changed) override {
        add(std::string(query) + ' ' + std::to_string(changed));
    }
    void committed() override { add("commit"); }
    void rolled_back() override { add("rollback"); }
    void clear() {
        const std::scoped_lock lock(mutex_);
        entries_.clear();
    }
    [[nodiscard]] std::vector<std::string> entries() const {
        const std::scoped_lock lock(mutex_);
        return entries_;
    }

private:
    void add(std::string entry) {
        const std::scoped_lock lock(mutex_);
        entries_.push_back(std::move(entry));
    }
    mutable std::mutex mutex_;
    std::vector<std::string> entries_;
};

/// An empty database for each test, on both stores, with fresh real keys. Derive, write TEST_P, and end with INSTANTIATE_STORES(Suite).
class StoreTest : public testing::TestWithParam<StoreKind> {
protected:
    StoreTest();
    ~StoreTest() override;

    [[nodiscard]] ports::Store& store() { return *store_; }
    [[nodiscard]] ports::Entropy& entropy() { return entropy_; }
    [[nodiscard]] const ports::KeyedHash& macs() const { return macs_; }
    [[nodiscard]] const ports::Sealer& sealer() const { return sealer_; }
    [[nodiscard]] const ports::PasswordHasher& hasher() const { return hasher_; }  ///< the real one at its least cost
    [[nodiscard]] RecordingLedger& ledger() { return ledger_; }
    [[nodiscard]] bool is_sqlite() const { return GetParam() == StoreKind::Sqlite; }

    /// The database's address, as the configuration would have it.
    [[nodiscard]] const std::string& url() const { return url_; }
    /// The SQLite file.
    [[nodiscard]] std::string path() const { return url_.substr(std::string_view("sqlite://").size()); }
    /// Another store on the same database, as a second node has it; with its own connections.
    [[nodiscard]] std::unique_ptr<ports::Store> open_another(const store::StoreOptions& options = {});
    void close() { store_.reset(); }
    void reopen();
    /// PostgreSQL: on to a database of this test's own, in which nothing has ever been; the others share one, which remembers.
    void move_to_new_database();
    /// The server behind the PostgreSQL tests.
    [[nodiscard]] static PostgresServer& postgres();

    [[nodiscard]] TenantId add_tenant(std::string_view name);
    /// Runs statements behind the store's back, for example to age rows.
    void sql(std::string_view statements);
    /// All cells of a result, as text.
    [[nodiscard]] std::vector<std::string> query_postgres(const std::string& text);
    /// Every byte the database holds: its files, or a dump of all its tables.
    [[nodiscard]] std::string dump();

private:
    crypto::OsEntropy entropy_;
    system::SystemClock clock_;
    crypto::KeyRing ring_;
    crypto::HmacKeyedHash macs_;
    crypto::XChaChaSealer sealer_;
    crypto::Argon2idHasher hasher_;
    RecordingLedger ledger_;
    std::string directory_;
    std::string url_;
    bool has_own_database_ = false;
    std::unique_ptr<ports::Store> store_;
};

#define INSTANTIATE_STORES(suite)                                                                                                  \
    INSTANTIATE_TEST_SUITE_P(Stores, suite, testing::Values(::rekey::test::StoreKind::Sqlite, ::rekey::test::StoreKind::Postgres), \
                             [](const auto& kind) { return kind.param == ::rekey::test::StoreKind::Sqlite ? "sqlite" : "postgres"; })

}  // namespace rekey::test
