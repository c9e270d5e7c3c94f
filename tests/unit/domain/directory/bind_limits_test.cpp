#include "domain/directory/bind_limits.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

PasswordPolicy policy(std::int64_t threshold, Duration window = minutes{10}) {
    PasswordPolicy policy;
    policy.lockout_threshold = threshold;
    policy.lockout_window = window;
    return policy;
}

TEST(BindLimits, KeepTwoForThePersonAndTwoForFamiliarNetworks) {
    const auto limits = bind_limits({}, policy(10));
    EXPECT_EQ(limits.all, 8);
    EXPECT_EQ(limits.unfamiliar, 6);
    EXPECT_GT(limits.window, minutes{10}) << "longer than the directory's, which begins later";
}

TEST(BindLimits, LeaveOneWhereTheDirectoryLocksSoon) {
    for (const auto threshold : {1, 2, 3, 4, 5}) {
        const auto limits = bind_limits({}, policy(threshold));
        EXPECT_EQ(limits.all, std::max(1, threshold - 2)) << threshold;
        EXPECT_EQ(limits.unfamiliar, 1) << threshold;
    }
}

TEST(BindLimits, AreNoneWhereTheDirectoryNeverLocks) {
    const auto limits = bind_limits({}, policy(0));
    EXPECT_EQ(limits.threshold, 0);
    EXPECT_TRUE(leaves_room(limits, 1000, 1000));
}

TEST(BindLimits, AreCautiousWhereNothingIsKnown) {
    const auto limits = bind_limits({}, std::nullopt);
    EXPECT_EQ(limits.threshold, 5);
    EXPECT_GE(limits.window, minutes{30});
}

TEST(BindLimits, FollowWhicheverLocksSoonerAndForgetsLater) {
    Settings settings;
    settings.lockout_threshold = 6;
    settings.lockout_minutes = 60;
    EXPECT_EQ(bind_limits(settings, policy(10)).threshold, 6);
    EXPECT_EQ(bind_limits(settings, policy(4)).threshold, 4);
    EXPECT_EQ(bind_limits(settings, policy(0)).threshold, 6) << "people may have policies of their own";
    EXPECT_GE(bind_limits(settings, policy(10)).window, minutes{60});
    EXPECT_GE(bind_limits({}, policy(10, Duration{0})).window, days{365}) << "one that never forgets";
}

TEST(BindLimits, LeaveOneForThePersonAtTheDeskWhateverIsUnderWay) {
    const auto limits = bind_limits({}, policy(5));
    EXPECT_TRUE(leaves_room(limits, 3, 1));
    EXPECT_FALSE(leaves_room(limits, 4, 1));
    EXPECT_FALSE(leaves_room(limits, 2, 3));
    EXPECT_TRUE(leaves_room(bind_limits({}, policy(1)), 0, 1)) << "else nobody could sign in";
    EXPECT_FALSE(leaves_room(bind_limits({}, policy(1)), 1, 1));
}

}  // namespace
}  // namespace rekey::directory
