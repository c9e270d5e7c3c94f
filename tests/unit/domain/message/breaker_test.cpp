#include "domain/message/breaker.hpp"

#include <gtest/gtest.h>

namespace rekey::message {
namespace {

constexpr Duration kQuick{50};

struct BreakerTest : testing::Test {
    void record(Turn turn, int count = 1) {
        for (int i = 0; i < count; ++i) static_cast<void>(breaker.record(turn, kQuick, now));
    }
    Breaker breaker;
    Instant now = from_millis(1'800'000'000'000);
};

TEST_F(BreakerTest, StaysClosedWhileTroubleIsRare) {
    for (int i = 0; i < 20; ++i) {
        record(Turn::Trouble);
        record(Turn::Good, 7);
    }
    record(Turn::Trouble, 2);
    EXPECT_TRUE(breaker.admits(now));
}

TEST_F(BreakerTest, OpensAfterThreeTroublesOfEight) {
    record(Turn::Trouble);
    record(Turn::Good, 3);
    record(Turn::Trouble);
    record(Turn::Good, 2);
    EXPECT_TRUE(breaker.admits(now));
    EXPECT_TRUE(breaker.record(Turn::Trouble, kQuick, now)) << "worth telling";
    EXPECT_FALSE(breaker.admits(now));
    EXPECT_EQ(breaker.until(), now + seconds{10});
}

TEST_F(BreakerTest, OpensForSlowAnswersToo) {
    for (int i = 0; i < 3; ++i) static_cast<void>(breaker.record(Turn::Good, seconds{6}, now));
    EXPECT_FALSE(breaker.admits(now));
}

TEST_F(BreakerTest, LetsOneMessageTryAfterThePause) {
    record(Turn::Trouble, 3);
    now += seconds{10} - Duration{1};
    EXPECT_FALSE(breaker.admits(now));
    now += Duration{1};
    EXPECT_TRUE(breaker.admits(now));
    EXPECT_FALSE(breaker.admits(now)) << "the others wait for what becomes of it";
}

TEST_F(BreakerTest, AProbeThatSucceedsClosesIt) {
    record(Turn::Trouble, 3);
    now += seconds{10};
    EXPECT_TRUE(breaker.admits(now));
    EXPECT_TRUE(breaker.record(Turn::Good, kQuick, now));
    record(Turn::Trouble, 2);
    EXPECT_TRUE(breaker.admits(now)) << "what was before is forgotten";
}

TEST_F(BreakerTest, AProbeThatFailsDoublesThePauseUpToTheLongest) {
    record(Turn::Trouble, 3);
    for (const auto pause : {seconds{20}, seconds{40}, seconds{80}, seconds{120}, seconds{120}}) {
        now = breaker.until();
        ASSERT_TRUE(breaker.admits(now));
        record(Turn::Trouble);
        EXPECT_EQ(breaker.until(), now + pause);
    }
}

TEST_F(BreakerTest, ThoseWhoHadBegunBeforeItOpenedMakeThePauseNoLonger) {
    record(Turn::Trouble, 6);
    EXPECT_EQ(breaker.until(), now + seconds{10});
}

TEST_F(BreakerTest, AProbeThatIsNeverHeardOfAgainBlocksNobodyForEver) {
    record(Turn::Trouble, 3);
    now += seconds{10};
    EXPECT_TRUE(breaker.admits(now));
    now += seconds{10};
    EXPECT_TRUE(breaker.admits(now));
}

}  // namespace
}  // namespace rekey::message
