#include "adapters/store/sqlite/turnstile.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "adapters/store/sql/pool.hpp"

namespace rekey::store {
namespace {

constexpr Duration kLong{10000};

TEST(Turnstile, LetsOneInAtATime) {
    Turnstile turnstile;
    std::atomic<int> inside = 0, most = 0, passed = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    ASSERT_TRUE(turnstile.enter(kLong));
                    most = std::max(most.load(), ++inside);
                    ++passed;
                    --inside;
                    turnstile.leave();
                }
            });
        }
    }
    EXPECT_EQ(most, 1);
    EXPECT_EQ(passed, 1600);
}

TEST(Turnstile, LetsThemInInTheOrderTheyCame) {
    Turnstile turnstile;
    ASSERT_TRUE(turnstile.enter(kLong));
    std::vector<int> order;  // written by whoever is inside
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i) {
        threads.emplace_back([&, i] {
            ASSERT_TRUE(turnstile.enter(kLong));
            order.push_back(i);
            turnstile.leave();
        });
        std::this_thread::sleep_for(Duration{50});
    }
    turnstile.leave();
    threads.clear();
    EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
}

TEST(Turnstile, HandsOverOnlyWhenSomebodyWaits) {
    Turnstile turnstile;
    ASSERT_TRUE(turnstile.enter(kLong));
    EXPECT_FALSE(turnstile.hand_over());
    std::atomic<bool> entered = false;
    std::jthread other([&] {
        ASSERT_TRUE(turnstile.enter(kLong));
        entered = true;
        EXPECT_FALSE(turnstile.hand_over()) << "nobody waits: still inside";
        turnstile.leave();
    });
    while (!turnstile.hand_over()) std::this_thread::yield();
    other.join();
    EXPECT_TRUE(entered);
    EXPECT_TRUE(turnstile.enter(kLong)) << "free again";
    turnstile.leave();
}

TEST(Turnstile, WhoeverGivesUpIsNotLetIn) {
    Turnstile turnstile;
    ASSERT_TRUE(turnstile.enter(kLong));
    std::jthread([&] { EXPECT_FALSE(turnstile.enter(Duration{20})); }).join();
    EXPECT_FALSE(turnstile.hand_over()) << "nobody waits any more";
    turnstile.leave();
}

TEST(Turnstile, AThreadInsideIsToldInsteadOfWaitingForItself) {
    Turnstile turnstile;
    ASSERT_TRUE(turnstile.enter(kLong));
    EXPECT_THROW(static_cast<void>(turnstile.enter(kLong)), Fault);
    turnstile.leave();
    EXPECT_TRUE(turnstile.enter(kLong));
    turnstile.leave();
}

struct FakeConnection {
    explicit FakeConnection(std::atomic<int>& made) { ++made; }
    [[nodiscard]] bool usable() const noexcept { return good; }
    bool good = true;
};

class PoolTest : public testing::Test {
protected:
    std::atomic<int> made = 0;
    Pool<FakeConnection> pool{2, Duration{30}, [this] { return std::make_unique<FakeConnection>(made); }};
};

TEST_F(PoolTest, MakesConnectionsWhenNeededAndUsesThemAgain) {
    for (int i = 0; i < 5; ++i) static_cast<void>(pool.lease());
    EXPECT_EQ(made, 1);
    const auto a = pool.lease(), b = pool.lease();
    EXPECT_EQ(made, 2);
    EXPECT_THROW(static_cast<void>(pool.lease()), Fault) << "two at most";
}

TEST_F(PoolTest, ForgetsABrokenOne) {
    pool.lease()->good = false;
    static_cast<void>(pool.lease());
    EXPECT_EQ(made, 2);
}

TEST_F(PoolTest, DropsWhatIsIdle) {
    static_cast<void>(pool.lease());
    pool.drop_idle();
    static_cast<void>(pool.lease());
    EXPECT_EQ(made, 2);
}

TEST_F(PoolTest, AConnectionThatCannotBeMadeTakesNoPlace) {
    bool broken = true;
    Pool<FakeConnection> shy(1, Duration{30}, [&] {
        if (broken) throw Fault(FaultKind::StoreUnavailable, "down");
        return std::make_unique<FakeConnection>(made);
    });
    for (int i = 0; i < 3; ++i) EXPECT_THROW(static_cast<void>(shy.lease()), Fault);
    broken = false;
    EXPECT_NO_THROW(static_cast<void>(shy.lease()));
}

TEST_F(PoolTest, AWaiterGetsWhatIsGivenBack) {
    Pool<FakeConnection> one(1, kLong, [this] { return std::make_unique<FakeConnection>(made); });
    auto lease = std::make_unique<Pool<FakeConnection>::Lease>(one.lease());
    std::jthread waiter([&] { EXPECT_NO_THROW(static_cast<void>(one.lease())); });
    std::this_thread::sleep_for(Duration{30});
    lease.reset();
    waiter.join();
    EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace rekey::store
