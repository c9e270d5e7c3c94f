// The schema's steps, and what the operator reads when the database is not as it should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/store/migrations/migrations.hpp"
#include "conformance/postgres_server.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using testing::HasSubstr;

class StoreSchema : public StoreTest {
protected:
    /// Another, empty database: its URL.
    std::string empty_database() {
        if (is_sqlite()) return "sqlite://" + path() + ".empty";
        sql("CREATE DATABASE rekey_empty");
        return postgres().url("rekey_empty");
    }
    void TearDown() override {
        if (is_sqlite()) return;
        sql("DROP DATABASE IF EXISTS rekey_empty");
        // The rest of the binary shares this database.
        sql("DELETE FROM schema_version WHERE version > 1000");
        for (const auto& step : store::migrations())
            sql("UPDATE schema_version SET name = '" + std::string(step.name) + "' WHERE version = " + std::to_string(step.version));
    }
    std::string refusal(const std::string& url) {
        try {
            static_cast<void>(store::open_store(url, {}, clock_, sealer(), macs()));
        } catch (const Fault& fault) {
            return fault.what();
        }
        return "opened";
    }
    system::SystemClock clock_;
};

TEST_P(StoreSchema, MigratingTellsWhatWasAppliedAndDoesItOnce) {
    const auto url = empty_database();
    const auto steps = store::migrations();
    const auto applied = store::migrate_store(url, clock_);
    ASSERT_EQ(applied.size(), steps.size());
    EXPECT_EQ(applied.front(), "0001_reset");
    EXPECT_TRUE(store::migrate_store(url, clock_).empty());
    EXPECT_EQ(refusal(url), "opened");
}

TEST_P(StoreSchema, TwoNodesMayMigrateAtOnce) {
    const auto url = empty_database();
    std::atomic<std::size_t> applied = 0;
    {
        std::vector<std::jthread> nodes;
        for (int i = 0; i < 4; ++i) nodes.emplace_back([&] { applied += store::migrate_store(url, clock_).size(); });
    }
    EXPECT_EQ(applied, store::migrations().size());
}

TEST_P(StoreSchema, ADatabaseWithoutSchemaIsRefusedWithTheCommandToRun) {
    const auto url = empty_database();
    if (is_sqlite()) std::ofstream(path() + ".empty");
    EXPECT_THAT(refusal(url), HasSubstr("rekey migrate"));
}

TEST_P(StoreSchema, ASchemaNewerThanTheProgramIsRefusedByOpeningAndByMigrating) {
    close();
    sql("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, '9999_future', 1)");
    EXPECT_THAT(refusal(url()), HasSubstr("newer program"));
    EXPECT_THROW(store::migrate_store(url(), clock_), Fault);
}

TEST_P(StoreSchema, AnotherProgramsDatabaseIsRefused) {
    close();
    sql("UPDATE schema_version SET name = 'someone_elses'");
    EXPECT_THAT(refusal(url()), HasSubstr("is it Rekey's database?"));
}

TEST_P(StoreSchema, AUrlOfAnotherKindIsRefusedWithoutRepeatingIt) {
    EXPECT_THAT(refusal("mysql://user:visible@host/db"), testing::Not(HasSubstr("visible")));
    EXPECT_THAT(refusal("mysql://user:visible@host/db"), HasSubstr("postgresql://"));
}

INSTANTIATE_STORES(StoreSchema);

class SqliteFile : public StoreSchema {};

TEST_P(SqliteFile, IsReadableByItsOwnerOnly) {
    struct stat facts{};
    ASSERT_EQ(stat(path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U);
    ASSERT_EQ(stat((path() + "-wal").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_P(SqliteFile, InAMissingDirectoryIsRefusedByName) {
    EXPECT_THAT(refusal("sqlite:///nowhere/at/all/rekey.db"), HasSubstr("directory /nowhere/at/all does not exist"));
}

TEST_P(SqliteFile, ThatDoesNotExistIsNotMadeByOpening) {
    EXPECT_THAT(refusal("sqlite://" + path() + ".none"), HasSubstr("rekey init"));
    EXPECT_FALSE(std::filesystem::exists(path() + ".none"));
}

TEST_P(SqliteFile, ThatIsNotADatabaseIsRefused) {
    std::ofstream(path() + ".txt") << std::string(4096, 'x');
    EXPECT_THAT(refusal("sqlite://" + path() + ".txt"), testing::Not("opened"));
}

TEST_P(SqliteFile, ThatCannotBeWrittenIsRefused) {
    if (geteuid() == 0) GTEST_SKIP() << "root may write everything";
    close();
    chmod(path().c_str(), 0400);
    EXPECT_THAT(refusal(url()), HasSubstr("cannot be read and written"));
}

INSTANTIATE_TEST_SUITE_P(Stores, SqliteFile, testing::Values(StoreKind::Sqlite), [](const auto&) { return "sqlite"; });

class PostgresAddress : public StoreSchema {};

TEST_P(PostgresAddress, ThatDoesNotAnswerIsRefusedWithoutThePassword) {
    const auto why = refusal("postgresql://rekey:visible@127.0.0.1:1/rekey");
    EXPECT_THAT(why, HasSubstr("PostgreSQL cannot be reached"));
    EXPECT_THAT(why, testing::Not(HasSubstr("visible")));
}

INSTANTIATE_TEST_SUITE_P(Stores, PostgresAddress, testing::Values(StoreKind::Postgres), [](const auto&) { return "postgres"; });

}  // namespace
}  // namespace rekey::test
