// What only PostgreSQL does. It goes away and comes back: units fail with StoreUnavailable meanwhile, and the store recovers by itself.
// It keeps plans: the store has them made anew.
#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "conformance/postgres_server.hpp"
#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreRecovery : public StoreTest {
protected:
    StoreRecovery() : tenant(add_tenant("contoso.example")) {}

    void put(std::string_view key) {
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.settings().put(key, "1"); });
    }
    std::size_t count() { return store().begin(tenant, ports::Access::Read)->settings().all().size(); }
    static FaultKind fault_of(auto&& act) {
        try {
            act();
        } catch (const Fault& fault) {
            return fault.kind();
        }
        ADD_FAILURE() << "no fault";
        return FaultKind::Entropy;
    }
    /// What an administrator's `pg_terminate_backend` or a fail-over does.
    void end_all_connections() {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    TenantId tenant;
};

TEST_P(StoreRecovery, ALostIdleConnectionIsReplacedUnnoticed) {
    put("before");
    end_all_connections();
    EXPECT_NO_THROW(put("after"));
    EXPECT_NO_THROW(store().ping());
    EXPECT_EQ(count(), 2U);
}

TEST_P(StoreRecovery, AConnectionLostInsideAUnitFailsThatUnitOnly) {
    auto unit = store().begin(tenant);
    unit->settings().put("lost", "1");
    end_all_connections();
    EXPECT_EQ(fault_of([&] {
                  unit->settings().put("more", "1");
                  static_cast<void>(unit->settings().all());
              }),
              FaultKind::StoreUnavailable);
    unit.reset();
    EXPECT_EQ(count(), 0U);
    EXPECT_NO_THROW(put("after"));
}

TEST_P(StoreRecovery, AConnectionLostAtCommitFailsTheUnit) {
    auto unit = store().begin(tenant);
    unit->settings().put("lost", "1");
    end_all_connections();
    EXPECT_EQ(fault_of([&] { unit->commit(); }), FaultKind::StoreUnavailable);
    unit.reset();
    EXPECT_EQ(count(), 0U);
}

TEST_P(StoreRecovery, AServerThatIsDownIsAFaultUntilItIsBack) {
    put("before");
    postgres().stop();
    EXPECT_EQ(fault_of([&] { store().ping(); }), FaultKind::StoreUnavailable);
    EXPECT_EQ(fault_of([&] { put("meanwhile"); }), FaultKind::StoreUnavailable);
    postgres().start();
    EXPECT_NO_THROW(store().ping());
    EXPECT_NO_THROW(put("after"));
    EXPECT_EQ(count(), 2U);
}

TEST_P(StoreRecovery, AServerThatSaysNothingIsGivenUpAtTheDeadline) {
    store::PostgresOptions options;
    options.url = url();
    options.patience = options.statement_timeout = Duration{200};
    const auto impatient = store::open_postgres(options, sealer(), macs());
    auto unit = impatient->begin(tenant);
    const auto processes = query_postgres("SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'");
    ASSERT_EQ(processes.size(), 1U);
    const auto process = static_cast<pid_t>(std::stol(processes[0]));
    ASSERT_EQ(kill(process, SIGSTOP), 0);
    EXPECT_EQ(fault_of([&] { unit->settings().put("lost", "1"); }), FaultKind::StoreUnavailable);
    unit.reset();
    EXPECT_NO_THROW(impatient->ping());
    kill(process, SIGCONT);
    EXPECT_EQ(count(), 0U);
}

TEST_P(StoreRecovery, MoreUnitsThanConnectionsWaitUpToTheDeadline) {
    const auto small = open_another({.connections = 2, .patience = Duration{50}});
    auto first = small->begin(tenant);
    const auto second = small->begin(tenant);
    EXPECT_EQ(fault_of([&] { static_cast<void>(small->begin(tenant)); }), FaultKind::StoreUnavailable);
    first.reset();
    EXPECT_NO_THROW(static_cast<void>(small->begin(tenant)));
}

TEST_P(StoreRecovery, APlanThatWasMadeForAnEmptyTableIsNotKeptForAFullOne) {
    move_to_new_database();  // statistics of tests before this one make other plans
    const auto newcomer = add_tenant("new.example");
    sql("ALTER TABLE attempt SET (autovacuum_enabled = false)");
    store::PostgresOptions options;
    options.url = url();
    options.connections = 1;
    options.replan_every = Duration{0};
    auto planning = store::open_postgres(options, sealer(), macs());
    const auto attempt = make_attempt(entropy());
    const auto find = [&] { return planning->begin(newcomer, ports::Access::Read)->attempts().find(attempt.handle).get().has_value(); };
    for (int i = 0; i < 10; ++i) ASSERT_FALSE(find());  // PostgreSQL keeps the sixth plan
    ports::transact(*planning, newcomer, [&](ports::UnitOfWork& unit) {
        unit.attempts().insert(attempt);
        for (int i = 0; i < 1000; ++i) unit.attempts().insert(make_attempt(entropy()));
    });
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(find());
    planning.reset();  // its connection's statistics are told when it ends
    const auto entries_read = [&] {
        return std::stol(query_postgres("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'attempt'").front());
    };
    for (int i = 0; i < 1000 && entries_read() < 100; ++i) std::this_thread::sleep_for(Duration{10});
    EXPECT_GE(entries_read(), 100);
    EXPECT_LT(entries_read(), 2000);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreRecovery, testing::Values(StoreKind::Postgres), [](const auto&) { return "postgres"; });

}  // namespace
}  // namespace rekey::test
