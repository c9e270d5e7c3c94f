// Units of work: what stays, what goes, and what they may do.
#include <gtest/gtest.h>

#include <thread>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreUnits : public StoreTest {
protected:
    StoreUnits() : tenant(add_tenant("contoso.example")) {}

    std::map<std::string, std::string> settings() { return store().begin(tenant, ports::Access::Read)->settings().all(); }
    static FaultKind fault_of(auto&& act) {
        try {
            act();
        } catch (const Fault& fault) {
            return fault.kind();
        }
        ADD_FAILURE() << "no fault";
        return FaultKind::Entropy;
    }

    /// Breaks a foreign key.
    void insert_orphan(ports::UnitOfWork& unit) {
        unit.challenges().insert(make_challenge(entropy(), ports::make_id<AttemptId>(entropy())));
    }

    TenantId tenant;
};

TEST_P(StoreUnits, WhatIsNotCommittedIsGone) {
    {
        const auto unit = store().begin(tenant);
        unit->settings().put("gates", "2");
    }
    EXPECT_TRUE(settings().empty());
}

TEST_P(StoreUnits, WhatIsCommittedSurvivesReopening) {
    ports::transact(store(), tenant, [](ports::UnitOfWork& unit) { unit.settings().put("gates", "2"); });
    reopen();
    EXPECT_EQ(settings().at("gates"), "2");
}

TEST_P(StoreUnits, ReadersSeeNothingOfAnOpenUnitAndDoNotWaitForIt) {
    const auto unit = store().begin(tenant);
    unit->settings().put("gates", "2");
    EXPECT_TRUE(settings().empty());
    unit->commit();
    EXPECT_EQ(settings().size(), 1U);
}

TEST_P(StoreUnits, AReaderKeepsItsView) {
    const auto reader = store().begin(tenant, ports::Access::Read);
    EXPECT_TRUE(reader->settings().all().empty());
    ports::transact(store(), tenant, [](ports::UnitOfWork& unit) { unit.settings().put("gates", "2"); });
    EXPECT_TRUE(reader->settings().all().empty());
}

TEST_P(StoreUnits, AReaderCannotWrite) {
    const auto unit = store().begin(tenant, ports::Access::Read);
    EXPECT_THROW(
        {
            unit->settings().put("gates", "2");
            unit->commit();
        },
        Fault);
    EXPECT_TRUE(settings().empty());
}

TEST_P(StoreUnits, AnswersMayBeLookedAtInAnyOrderAndMoreThanOnce) {
    const auto subject = random_mac(entropy());
    for (std::int64_t round = 0; round < 2; ++round) {  // a statement of the second round is prepared already
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            auto first = unit.counters().add("starts", subject, hours{1});
            auto second = unit.counters().add("starts", subject, hours{1});
            EXPECT_EQ(second.get(), 2 * round + 2);
            EXPECT_EQ(first.get(), 2 * round + 1);
            EXPECT_EQ(first.get(), 2 * round + 1);
        });
    }
}

TEST_P(StoreUnits, WhatNobodyLooksAtIsDoneAllTheSame) {
    const auto subject = random_mac(entropy());
    for (int i = 0; i < 3; ++i) {
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            static_cast<void>(unit.counters().add("starts", subject, hours{1}));
            static_cast<void>(unit.counters().add("starts", subject, hours{1}));
        });
    }
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->counters().count("starts", subject), 6);
}

TEST_P(StoreUnits, AnAnswerBehindAFaultIsNone) {
    const auto subject = random_mac(entropy());
    const auto count_one = [&](ports::UnitOfWork& unit) { static_cast<void>(unit.counters().add("starts", subject, hours{1}).get()); };
    ports::transact(store(), tenant, count_one);  // the statement is prepared: there is no other way to notice
    for (int i = 0; i < 2; ++i) {
        const auto unit = store().begin(tenant);
        EXPECT_THROW(
            {
                insert_orphan(*unit);
                auto number = unit->counters().add("starts", subject, hours{1});
                ADD_FAILURE() << number.get();
            },
            Fault);
        EXPECT_THROW(unit->commit(), Fault);
    }
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->counters().count("starts", subject), 1);
}

TEST_P(StoreUnits, AfterAFaultOnlyRollingBackIsLeft) {
    {
        const auto unit = store().begin(tenant);
        unit->settings().put("gates", "2");
        EXPECT_EQ(fault_of([&] {
                      insert_orphan(*unit);
                      static_cast<void>(unit->settings().all());
                  }),
                  FaultKind::Constraint);
        EXPECT_EQ(fault_of([&] { unit->settings().put("gates", "3"); }), FaultKind::Invariant);
        EXPECT_EQ(fault_of([&] { unit->commit(); }), FaultKind::Invariant);
    }
    EXPECT_TRUE(settings().empty());
    ports::transact(store(), tenant, [](ports::UnitOfWork& unit) { unit.settings().put("gates", "4"); });
    EXPECT_EQ(settings().at("gates"), "4");
}

/// Where nobody waits for an answer, a statement is on its way until the next one, or the commit, that waits.
TEST_P(StoreUnits, AStatementNobodyWaitedForFailsItsUnitAtTheCommit) {
    for (int round = 0; round < 2; ++round) {  // the first one prepares the statements, which is waited for
        EXPECT_EQ(fault_of([&] {
                      ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
                          unit.settings().put("gates", "2");
                          insert_orphan(unit);
                          unit.settings().put("gates", "3");
                      });
                  }),
                  FaultKind::Constraint);
        EXPECT_TRUE(settings().empty());
    }
    ports::transact(store(), tenant, [](ports::UnitOfWork& unit) { unit.settings().put("gates", "4"); });
    EXPECT_EQ(settings().at("gates"), "4");
}

TEST_P(StoreUnits, ManyStatementsNobodyWaitedForAllArrive) {
    constexpr int kMany = 50'000;  // whose answers are more than sockets hold
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        for (int i = 0; i < kMany; ++i) unit.settings().put(std::to_string(i), std::string(100, 'x'));
    });
    EXPECT_EQ(settings().size(), std::size_t{kMany});
    {
        const auto unit = store().begin(tenant);
        for (int i = 0; i < kMany; ++i) unit->settings().remove(std::to_string(i));
    }
    EXPECT_EQ(settings().size(), std::size_t{kMany}) << "rolled back";
}

TEST_P(StoreUnits, ACommittedUnitIsOver) {
    const auto unit = store().begin(tenant);
    unit->commit();
    EXPECT_EQ(fault_of([&] { unit->settings().put("gates", "2"); }), FaultKind::Invariant);
    EXPECT_EQ(fault_of([&] { unit->commit(); }), FaultKind::Invariant);
}

TEST_P(StoreUnits, TheClockIsReadOncePerUnitAndDoesNotGoBack) {
    Instant last{};
    for (int i = 0; i < 20; ++i) {
        const auto unit = store().begin(tenant, i % 2 == 0 ? ports::Access::Write : ports::Access::Read);
        const auto now = unit->now();
        EXPECT_GE(now, last);
        last = now;
        std::this_thread::sleep_for(Duration{2});
        EXPECT_EQ(unit->now(), now);
    }
    EXPECT_LT(std::chrono::abs(last - std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())), minutes{1});
}

TEST_P(StoreUnits, TheLedgerTellsEveryQueryCommitAndRowChanged) {
    ledger().clear();
    ports::transact(store(), tenant, [](ports::UnitOfWork& unit) {
        unit.settings().put("gates", "2");
        unit.settings().remove("nothing");
        static_cast<void>(unit.settings().all());
    });
    static_cast<void>(store().begin(tenant));
    EXPECT_EQ(ledger().entries(),
              (std::vector<std::string>{"begin", "setting.put 1", "setting.remove 0", "setting.all 0", "commit", "begin", "rollback"}));
}

TEST_P(StoreUnits, TextWithNulIsRefusedOrKeptWhole) {
    const std::string text("a\0b", 3);
    try {
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.settings().put("k", text); });
    } catch (const Fault&) {
        EXPECT_TRUE(settings().empty());
        return;
    }
    EXPECT_EQ(settings().at("k"), text);
}

INSTANTIATE_STORES(StoreUnits);

}  // namespace
}  // namespace rekey::test
