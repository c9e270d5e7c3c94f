#include "worker/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "base/error.hpp"

namespace rekey::worker {
namespace {

using Clock = std::chrono::steady_clock;
using flows::Progress;

/// Waits for what a thread is about to do.
template <class Condition>
bool eventually(Condition&& condition) {
    for (const auto end = Clock::now() + seconds{20}; Clock::now() < end; std::this_thread::sleep_for(Duration{1})) {
        if (condition()) return true;
    }
    return false;
}

constexpr Pace kSlow{.idle = hours{1}, .first_pause = Duration{20}, .longest_pause = Duration{40}};

TEST(Signal, ARaiseBeforeTheWaitIsNotLost) {
    Signal signal;
    Signal::Seen seen;
    signal.raise();
    const auto before = Clock::now();
    signal.wait(seen, hours{1}, {});
    EXPECT_LT(Clock::now() - before, seconds{20});
}

TEST(Signal, WaitsNoLongerThanItWasTold) {
    Signal signal;
    Signal::Seen seen;
    const auto before = Clock::now();
    signal.wait(seen, Duration{30}, {});
    EXPECT_GE(Clock::now() - before, Duration{30});
}

TEST(Signal, ReturnsWhenAskedToStop) {
    Signal signal;
    std::jthread waiter{[&](const std::stop_token& stop) {
        Signal::Seen seen;
        signal.wait(seen, hours{1}, stop);
    }};
    waiter.request_stop();
    waiter.join();
}

TEST(Loop, RunsAgainAtOnceWhileThereIsWork) {
    Signal signal;
    std::atomic<int> rounds = 0;
    const Loop loop{"test", [&](const std::stop_token&) { return Progress{++rounds < 100 ? 1 : 0, false}; }, signal, kSlow};
    EXPECT_TRUE(eventually([&] { return rounds >= 100; }));
}

TEST(Loop, SleepsWhenThereIsNothingUntilItIsWoken) {
    Signal signal;
    std::atomic<int> rounds = 0;
    const Loop loop{"test", [&](const std::stop_token&) { return ++rounds, Progress{}; }, signal, kSlow};
    ASSERT_TRUE(eventually([&] { return rounds == 1; }));
    std::this_thread::sleep_for(Duration{50});
    EXPECT_EQ(rounds, 1);
    signal.raise();
    EXPECT_TRUE(eventually([&] { return rounds >= 2; }));
}

TEST(Loop, LooksByItselfAfterTheIdleTime) {
    Signal signal;
    std::atomic<int> rounds = 0;
    auto pace = kSlow;
    pace.idle = Duration{5};
    const Loop loop{"test", [&](const std::stop_token&) { return ++rounds, Progress{}; }, signal, pace};
    EXPECT_TRUE(eventually([&] { return rounds >= 5; }));
}

TEST(Loop, OutlivesFaultsAndAnythingElseThrown) {
    Signal signal;
    std::atomic<int> rounds = 0;
    const auto round = [&](const std::stop_token&) -> Progress {
        const auto number = ++rounds;
        if (number == 1) throw Fault(FaultKind::StoreUnavailable, "gone");
        if (number == 2) throw std::runtime_error("a secret value");
        return {};
    };
    const Loop loop{"test", round, signal, kSlow};
    EXPECT_TRUE(eventually([&] { return rounds >= 3; }));
}

TEST(Loop, PausesBetweenFaultsLongerEachTime) {
    Signal signal;
    std::atomic<int> rounds = 0;
    auto pace = kSlow;
    pace.first_pause = Duration{30};
    pace.longest_pause = Duration{60};
    const auto before = Clock::now();
    const Loop loop{"test",
                    [&](const std::stop_token&) -> Progress {
                        ++rounds;
                        throw Fault(FaultKind::StoreUnavailable, "gone");
                    },
                    signal, pace};
    ASSERT_TRUE(eventually([&] { return rounds >= 4; }));
    EXPECT_GE(Clock::now() - before, Duration{30 + 60 + 60});
}

TEST(Loop, PausesOnlyWhenAProviderStallsAgainAndAgain) {
    Signal signal;
    std::atomic<int> rounds = 0;
    auto pace = kSlow;
    pace.patience = 3;
    pace.first_pause = pace.longest_pause = hours{1};
    const Loop loop{"test", [&](const std::stop_token&) { return ++rounds, Progress{1, true}; }, signal, pace};
    ASSERT_TRUE(eventually([&] { return rounds == 4; }));
    std::this_thread::sleep_for(Duration{50});
    EXPECT_EQ(rounds, 4) << "three in a row are borne, the fourth pauses";
}

TEST(Loop, StopsInTheMiddleOfAnyWait) {
    Signal signal;
    std::atomic<int> rounds = 0;
    auto pace = kSlow;
    pace.first_pause = pace.longest_pause = hours{1};
    {
        const Loop idle{"test", [&](const std::stop_token&) { return ++rounds, Progress{}; }, signal, pace};
        const Loop paused{"test",
                          [&](const std::stop_token&) -> Progress {
                              ++rounds;
                              throw Fault(FaultKind::StoreUnavailable, "gone");
                          },
                          signal, pace};
        ASSERT_TRUE(eventually([&] { return rounds == 2; }));
    }
    EXPECT_EQ(rounds, 2);
}

}  // namespace
}  // namespace rekey::worker
