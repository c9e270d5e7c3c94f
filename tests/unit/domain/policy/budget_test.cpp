#include "domain/policy/budget.hpp"

#include <gtest/gtest.h>

namespace rekey::policy {
namespace {

// The defaults of product section 3, and those of docs/operate/budgets.md.
TEST(Budgets, AreTheNumbersOfTheSpecification) {
    const tenant::Settings s;
    const auto expect = [](const Limit& limit, std::int64_t count, Duration window) {
        EXPECT_EQ(limit.count, count) << limit.name;
        EXPECT_EQ(limit.window, window) << limit.name;
    };
    expect(phone_sends_per_tenant(s), 1000, hours{24});
    expect(sends_per_network(s, false), 60, hours{1});
    expect(sends_per_network(s, true), 5000, hours{1});
    expect(country_stop(s), 1, hours{4});
}

TEST(Budgets, TheTenantsOwnCountryHasTheWholeBudgetAndOthersHaveLess) {
    tenant::Settings s;
    s.region = "NL";
    EXPECT_EQ(phone_sends_per_country(s, "NL").count, 1000);
    EXPECT_EQ(phone_sends_per_country(s, "BE").count, 200);
}

TEST(Budgets, AlertAtFourFifthsRoundedUp) {
    EXPECT_EQ(alert_at({"", 1000, hours{24}}), 800);
    EXPECT_EQ(alert_at({"", 10, hours{24}}), 8);
    EXPECT_EQ(alert_at({"", 11, hours{24}}), 9);
    EXPECT_EQ(alert_at({"", 14, hours{24}}), 12);
}

TEST(Pumping, IsJudgedFromEnoughCodesOn) {
    const tenant::Settings s;  // 50 codes, 10 %
    EXPECT_FALSE(is_pumped(s, {49, 49}));
    EXPECT_TRUE(is_pumped(s, {50, 50}));
}

TEST(Pumping, IsAShareThatWasTypedBelowTheSetting) {
    tenant::Settings s;
    EXPECT_TRUE(is_pumped(s, {50, 46}));
    EXPECT_FALSE(is_pumped(s, {50, 45}));  // 10 % exactly
    EXPECT_FALSE(is_pumped(s, {1000, 0}));
    s.country_alarm_percent = 50;
    EXPECT_TRUE(is_pumped(s, {1000, 501}));
}

TEST(Pumping, IsNeverSeenAtZeroPercent) {
    tenant::Settings s;
    s.country_alarm_percent = 0;
    EXPECT_FALSE(is_pumped(s, {100'000, 100'000}));
}

/// They are added to together and must end together.
TEST(Pumping, CountsBothInOneWindow) {
    const tenant::Settings s;
    EXPECT_EQ(watched_sends(s).window, untyped_sends(s).window);
    EXPECT_NE(watched_sends(s).name, untyped_sends(s).name);
}

}  // namespace
}  // namespace rekey::policy
