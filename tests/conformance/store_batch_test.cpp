// Group commit of the SQLite store: many units share a disk sync, and one unit's trouble is its own.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "conformance/disk_sync.hpp"
#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreBatch : public StoreTest {
protected:
    StoreBatch() : tenant(add_tenant("contoso.example")) {}
    void TearDown() override { DiskSync::broken = false; }

    void put(const std::string& key) {
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.settings().put(key, "1"); });
    }
    std::size_t count() { return store().begin(tenant, ports::Access::Read)->settings().all().size(); }

    /// Runs `act(i)` on as many threads, once all of them stand in line behind one open unit.
    void behind_one(int threads, auto&& act) {
        auto first = store().begin(tenant);
        std::vector<std::jthread> waiting;
        for (int i = 0; i < threads; ++i) waiting.emplace_back([&, i] { act(i); });
        std::this_thread::sleep_for(Duration{300});
        first->commit();
        first.reset();
    }

    TenantId tenant;
};

TEST_P(StoreBatch, AUnitAloneIsDurableWithOneSync) {
    put("warm-up");
    const auto before = DiskSync::count.load();
    put("alone");
    EXPECT_EQ(DiskSync::count - before, 1);
}

TEST_P(StoreBatch, UnitsThatWaitShareSyncs) {
    put("warm-up");
    const auto before = DiskSync::count.load();
    std::atomic<int> done = 0;
    behind_one(40, [&](int i) {
        put(std::to_string(i));
        ++done;
    });
    EXPECT_EQ(done, 40);
    EXPECT_EQ(count(), 41U);
    EXPECT_LE(DiskSync::count - before, 4) << "one batch, and a little for a machine under load";
}

TEST_P(StoreBatch, ABatchHasAMostSoThatNobodyWaitsForEver) {
    put("warm-up");
    const auto before = DiskSync::count.load();
    behind_one(140, [&](int i) { put(std::to_string(i)); });
    EXPECT_EQ(count(), 141U);
    EXPECT_GE(DiskSync::count - before, 3) << "141 units in batches of 64";
}

TEST_P(StoreBatch, AUnitThatRollsBackHarmsNobodyInItsBatch) {
    std::atomic<int> faults = 0;
    behind_one(30, [&](int i) {
        const auto unit = store().begin(tenant);
        unit->settings().put(std::to_string(i), "1");
        if (i % 3 == 0) return;  // rolls back
        if (i % 3 == 1) {
            try {
                unit->challenges().insert(make_challenge(entropy(), ports::make_id<AttemptId>(entropy())));
            } catch (const Fault&) {
                ++faults;
            }
            return;
        }
        unit->commit();
    });
    EXPECT_EQ(faults, 10);
    const auto left = store().begin(tenant, ports::Access::Read)->settings().all();
    EXPECT_EQ(left.size(), 10U);
    for (const auto& [key, value] : left) EXPECT_EQ(std::stoi(key) % 3, 2);
}

TEST_P(StoreBatch, WhenTheDiskFailsNoUnitOfTheBatchIsToldItSucceeded) {
    put("before");
    std::atomic<int> told = 0, failed = 0;
    DiskSync::broken = true;
    auto first = store().begin(tenant);
    {
        std::vector<std::jthread> waiting;
        for (int i = 0; i < 10; ++i) {
            waiting.emplace_back([&, i] {
                try {
                    put(std::to_string(i));
                    ++told;
                } catch (const Fault& fault) {
                    EXPECT_EQ(fault.kind(), FaultKind::StoreUnavailable);
                    ++failed;
                }
            });
        }
        std::this_thread::sleep_for(Duration{300});
        first.reset();
    }
    EXPECT_EQ(told, 0);
    EXPECT_EQ(failed, 10);

    DiskSync::broken = false;  // the store recovers by itself
    put("after");
    EXPECT_EQ(count(), 2U);
    reopen();
    EXPECT_EQ(count(), 2U);
}

TEST_P(StoreBatch, AThreadWithAnOpenUnitIsToldInsteadOfWaitingForItself) {
    const auto unit = store().begin(tenant);
    try {
        static_cast<void>(store().begin(tenant));
        FAIL() << "two units on one thread";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::Invariant);
    }
    unit->commit();
}

TEST_P(StoreBatch, AWriterThatNeverEndsMakesOthersGiveUpAtTheDeadline) {
    const auto impatient = open_another({.patience = Duration{50}});
    const auto unit = impatient->begin(tenant);
    std::jthread([&] {
        try {
            static_cast<void>(impatient->begin(tenant));
            ADD_FAILURE() << "two writers";
        } catch (const Fault& fault) {
            EXPECT_EQ(fault.kind(), FaultKind::StoreUnavailable);
        }
    }).join();
    unit->settings().put("still", "fine");
    unit->commit();
}

TEST_P(StoreBatch, AnotherProcessThatWritesIsWaitedForUpToTheDeadline) {
    const auto impatient = open_another({.patience = Duration{50}});
    auto unit = store().begin(tenant);  // its own connection, as another process has
    unit->settings().put("a", "1");
    try {
        static_cast<void>(impatient->begin(tenant));
        FAIL() << "two writers";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::StoreUnavailable);
    }
    unit->commit();
    EXPECT_NO_THROW(static_cast<void>(impatient->begin(tenant)));
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreBatch, testing::Values(StoreKind::Sqlite), [](const auto&) { return "sqlite"; });

}  // namespace
}  // namespace rekey::test
