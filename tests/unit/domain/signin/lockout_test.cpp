#include "domain/signin/lockout.hpp"

#include <gtest/gtest.h>

namespace rekey::signin {
namespace {

// Product rule: 10 failures lock for 60 s, every one after that for twice as long, up to 24 h.
TEST(LockAfter, DoublesFromTheTenthFailureUpToADay) {
    const LockoutRule rule;
    for (std::int64_t failures = 0; failures < 10; ++failures) EXPECT_EQ(lock_after(failures, rule), seconds{0}) << failures;
    const std::int64_t expected[] = {60, 120, 240, 480, 960, 1920, 3840, 7680, 15'360, 30'720, 61'440, 86'400, 86'400};
    for (std::size_t i = 0; i < std::size(expected); ++i)
        EXPECT_EQ(lock_after(10 + static_cast<std::int64_t>(i), rule), seconds{expected[i]}) << i;
    EXPECT_EQ(lock_after(std::int64_t{1} << 62, rule), hours{24});
}

TEST(LockAfter, FollowsTheTenant) {
    tenant::Settings settings;
    settings.lockout_failures = 3;
    settings.lockout_seconds = 30;
    const auto rule = lockout_rule(settings);
    EXPECT_EQ(lock_after(2, rule), seconds{0});
    EXPECT_EQ(lock_after(3, rule), seconds{30});
    EXPECT_EQ(lock_after(5, rule), seconds{120});
}

TEST(LockAfter, NeverExceedsADayHoweverLongTheFirstLock) {
    EXPECT_EQ(lock_after(10, {10, hours{24}, hours{24}}), hours{24});
    EXPECT_EQ(lock_after(40, {10, hours{24}, hours{24}}), hours{24});
}

}  // namespace
}  // namespace rekey::signin
