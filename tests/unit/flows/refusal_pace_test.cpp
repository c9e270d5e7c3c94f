#include "flows/refusal_pace.hpp"

#include <gtest/gtest.h>

#include "domain/signin/lockout.hpp"

namespace rekey::flows {
namespace {

using signin::kRefusalStep;

TenantId tenant(std::uint8_t last) {
    TenantId id;
    id.bytes.back() = last;
    return id;
}

const TenantId kTenant = tenant(1), kOther = tenant(2);

struct RefusalPaceTest : testing::Test {
    RefusalPace pace;
    RefusalPace::Clock::time_point now{};
    void note(Duration taken) { pace.note(kTenant, taken, now); }
    Duration step() { return pace.step(kTenant, now); }
};

TEST_F(RefusalPaceTest, IsTheLeastStepWhileNobodyIsSlow) {
    EXPECT_EQ(step(), kRefusalStep);
    note(kRefusalStep - Duration{1});
    EXPECT_EQ(step(), kRefusalStep);
}

TEST_F(RefusalPaceTest, EverybodyWaitsAsLongAsASlowDirectoryTakes) {
    note(kRefusalStep);
    EXPECT_EQ(step(), 2 * kRefusalStep);
    note(3 * kRefusalStep + Duration{1});
    EXPECT_EQ(step(), 4 * kRefusalStep);
    note(kRefusalStep);
    EXPECT_EQ(step(), 4 * kRefusalStep) << "the slowest counts";
    EXPECT_EQ(pace.step(kOther, now), kRefusalStep);
}

TEST_F(RefusalPaceTest, IsForgottenWhenNobodyWasAsSlowForAWhile) {
    note(kRefusalStep);
    now += RefusalPace::kRemembered / 2;
    note(kRefusalStep);
    now += RefusalPace::kRemembered - Duration{1};
    EXPECT_EQ(step(), 2 * kRefusalStep);
    now += Duration{1};
    EXPECT_EQ(step(), kRefusalStep);
    note(5 * kRefusalStep);
    now += RefusalPace::kRemembered;
    note(kRefusalStep);
    EXPECT_EQ(step(), 2 * kRefusalStep) << "begins anew";
}

TEST_F(RefusalPaceTest, NobodyElseWaitsForADirectoryThatStalls) {
    note(RefusalPace::kMostSteps * kRefusalStep);
    EXPECT_EQ(step(), kRefusalStep);
    note(RefusalPace::kMostSteps * kRefusalStep - Duration{1});
    EXPECT_EQ(step(), RefusalPace::kMostSteps * kRefusalStep);
}

}  // namespace
}  // namespace rekey::flows
