// Security items 9-12: single-use and counting rules under real threads, over two stores on one database.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <set>
#include <thread>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

constexpr int kThreads = 16;

class StoreRaces : public StoreTest {
protected:
    StoreRaces() : tenant(add_tenant("contoso.example")), second_(open_another({.connections = kThreads})) {}

    /// Runs `act(store, index)` on all threads at the same moment, half of them through the second store; how many returned true.
    int race(auto&& act) {
        std::barrier together(kThreads);
        std::atomic<int> winners = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < kThreads; ++i) {
                threads.emplace_back([&, i] {
                    auto& mine = i % 2 == 0 ? store() : *second_;
                    together.arrive_and_wait();
                    winners += act(mine, i) ? 1 : 0;
                });
            }
        }
        return winners;
    }
    int race_unit(auto&& work) {
        return race(
            [&](ports::Store& mine, int) { return ports::transact(mine, tenant, [&](ports::UnitOfWork& unit) { return work(unit); }); });
    }
    reset::Attempt stored_attempt() {
        const auto attempt = make_attempt(entropy());
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.attempts().insert(attempt); });
        return attempt;
    }

    TenantId tenant;

private:
    std::unique_ptr<ports::Store> second_;
};

TEST_P(StoreRaces, AChallengeEndsForExactlyOne) {
    const auto attempt = stored_attempt();
    for (int round = 0; round < 5; ++round) {
        const auto challenge = make_challenge(entropy(), attempt.id);
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.challenges().insert(challenge); });
        EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) { return unit.challenges().end(challenge.id, unit.now()); }), 1);
    }
}

TEST_P(StoreRaces, EveryGuessGetsItsOwnNumber) {
    const auto attempt = stored_attempt();
    const auto challenge = make_challenge(entropy(), attempt.id);
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.challenges().insert(challenge); });
    std::mutex mutex;
    std::set<std::int64_t> numbers;
    race([&](ports::Store& mine, int) {
        for (int i = 0; i < 5; ++i) {
            const auto counted = ports::transact(
                mine, tenant, [&](ports::UnitOfWork& unit) { return unit.challenges().count_try(attempt.id, challenge.id); });
            const std::scoped_lock lock(mutex);
            numbers.insert(counted->tries);
        }
        return true;
    });
    EXPECT_EQ(numbers.size(), kThreads * 5U);
    EXPECT_EQ(*numbers.rbegin(), kThreads * 5);
}

TEST_P(StoreRaces, AGrantIsConsumedByExactlyOne) {
    const auto attempt = stored_attempt();
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.grants().insert({attempt.id, 0, unit.now(), unit.now() + minutes{15}, std::nullopt});
    });
    EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) -> bool { return unit.grants().consume(attempt.id, unit.now()); }), 1);
}

TEST_P(StoreRaces, CandidatesNeverPassTheirLimit) {
    const auto attempt = stored_attempt();
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.grants().insert({attempt.id, 0, unit.now(), unit.now() + minutes{15}, std::nullopt});
    });
    EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) { return unit.grants().count_candidate(attempt.id, 10, unit.now()).has_value(); }),
              10);
}

TEST_P(StoreRaces, AnAttemptIsUpdatedByExactlyOne) {
    const auto attempt = stored_attempt();
    EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) { return unit.attempts().update(attempt); }), 1);
}

TEST_P(StoreRaces, ACaptchaIsUsedByExactlyOne) {
    const auto mark = random_mac(entropy());
    EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) { return unit.captcha_marks().use(mark, kStart); }), 1);
}

TEST_P(StoreRaces, AUserNameIsClaimedByExactlyOne) {
    const auto winners = race([&](ports::Store& mine, int) {
        const auto person = make_identity(entropy(), "anna@contoso.example");
        return ports::transact(mine, tenant, [&](ports::UnitOfWork& unit) { return unit.identities().insert(person); });
    });
    EXPECT_EQ(winners, 1);
}

TEST_P(StoreRaces, APasswordIsSavedByExactlyOne) {
    const auto person = make_identity(entropy(), "anna@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.identities().insert(person)); });
    const ports::PasswordRecord record{{{8, 1}, Bytes(16), {random_mac(entropy())}}, std::nullopt, kStart, 0};
    EXPECT_EQ(race_unit([&](ports::UnitOfWork& unit) { return unit.passwords().save(person.id, record); }), 1);
}

TEST_P(StoreRaces, NoCountIsLost) {
    const auto subject = random_mac(entropy());
    std::mutex mutex;
    std::set<std::int64_t> seen;
    race([&](ports::Store& mine, int) {
        for (int i = 0; i < 10; ++i) {
            const auto count = ports::transact(
                mine, tenant, [&](ports::UnitOfWork& unit) -> std::int64_t { return unit.counters().add("starts", subject, hours{1}); });
            const std::scoped_lock lock(mutex);
            seen.insert(count);
        }
        return true;
    });
    EXPECT_EQ(seen.size(), kThreads * 10U);
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->counters().count("starts", subject), kThreads * 10);
}

TEST_P(StoreRaces, EveryMessageIsClaimedByExactlyOneWorker) {
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        for (int i = 0; i < 64; ++i)
            unit.outbox().add(make_message(entropy(), message::Kind::ResetCode, unit.now(), unit.now() + minutes{10}));
    });
    std::mutex mutex;
    std::multiset<MessageId> claimed;
    race([&](ports::Store& mine, int) {
        const auto worker = entropy().new_id();
        for (int i = 0; i < 4; ++i) {
            const auto mail = method::Channel::Email;
            const auto got =
                ports::transact(mine, tenant, [&](ports::UnitOfWork& unit) { return unit.outbox().claim({mail, worker, minutes{1}, 3}); });
            EXPECT_LE(got.size(), 3U);
            const std::scoped_lock lock(mutex);
            for (const auto& message : got) claimed.insert(message.id);
        }
        return true;
    });
    EXPECT_EQ(claimed.size(), 64U);
    EXPECT_TRUE(std::ranges::all_of(claimed, [&](const auto& id) { return claimed.count(id) == 1; }));
}

TEST_P(StoreRaces, UnitsThatLockInOppositeOrderAllFinish) {
    const auto a = random_mac(entropy()), b = random_mac(entropy());
    const auto finished = race([&](ports::Store& mine, int i) {
        if (i >= 4) return false;  // PostgreSQL looks for deadlocks once a second: few threads, or the test takes minutes
        for (int round = 0; round < 3; ++round) {
            // A deadlock is a serialization failure: transact runs the unit again, and so does this, beyond its five rounds.
            for (bool done = false; !done;) {
                try {
                    ports::transact(mine, tenant, [&](ports::UnitOfWork& unit) {
                        static_cast<void>(unit.counters().add("starts", i % 2 == 0 ? a : b, hours{1}));
                        static_cast<void>(unit.counters().add("starts", i % 2 == 0 ? b : a, hours{1}));
                    });
                    done = true;
                } catch (const Fault& fault) {
                    EXPECT_EQ(fault.kind(), FaultKind::Serialization);
                }
            }
        }
        return true;
    });
    EXPECT_EQ(finished, 4);
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->counters().count("starts", a), 4 * 3);
}

INSTANTIATE_STORES(StoreRaces);

}  // namespace
}  // namespace rekey::test
