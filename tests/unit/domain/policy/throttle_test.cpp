#include "domain/policy/throttle.hpp"

#include <gtest/gtest.h>

namespace rekey::policy {
namespace {

TEST(ClientNetwork, IsTheWholeIpv4AddressAndTheSlash64OfIpv6) {
    EXPECT_EQ(client_network("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(client_network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(client_network("2001:0DB8:0001:0002::ffff"), "2001:db8:1:2::/64");
}

TEST(ClientNetwork, SeesAMappedAddressAsTheIpv4ItIs) { EXPECT_EQ(client_network("::ffff:203.0.113.7"), "203.0.113.7"); }

TEST(ClientNetwork, IgnoresTheZoneAndSurvivesNonsense) {
    EXPECT_EQ(client_network("fe80::1%eth0"), "fe80::/64");
    EXPECT_EQ(client_network("1.2.3"), "unknown");
    EXPECT_EQ(client_network(""), "unknown");
}

TEST(InNetworks, MatchesByPrefixInTheSameFamily) {
    const std::vector<std::string> cidrs{"10.0.0.0/8", "192.168.1.64/26", "2001:db8::/32", "203.0.113.9"};
    EXPECT_TRUE(in_networks("10.255.0.1", cidrs));
    EXPECT_FALSE(in_networks("11.0.0.1", cidrs));
    EXPECT_TRUE(in_networks("192.168.1.127", cidrs));
    EXPECT_FALSE(in_networks("192.168.1.128", cidrs));
    EXPECT_TRUE(in_networks("2001:db8:ffff::1", cidrs));
    EXPECT_FALSE(in_networks("2001:db9::1", cidrs));
    EXPECT_TRUE(in_networks("::ffff:203.0.113.9", cidrs));
    EXPECT_TRUE(in_networks(client_network("2001:db8:ffff::1"), cidrs));
    EXPECT_FALSE(in_networks(client_network("2001:db9::1"), cidrs));
}

TEST(InNetworks, MalformedBlocksMatchNothing) {
    const std::vector<std::string> cidrs{"10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "", "0.0.0.0/-1"};
    EXPECT_FALSE(in_networks("10.0.0.1", cidrs));
}

TEST(InNetworks, AnIpv6AnyBlockDoesNotSwallowIpv4) {
    EXPECT_FALSE(in_networks("10.0.0.1", std::vector<std::string>{"::/0"}));
    EXPECT_TRUE(in_networks("10.0.0.1", std::vector<std::string>{"0.0.0.0/0"}));
}

// The defaults of product section 3.
TEST(Limits, AreTheNumbersOfTheSpecification) {
    const tenant::Settings s;
    using method::Kind;
    const auto expect = [](const Limit& limit, std::int64_t count, Duration window) {
        EXPECT_EQ(limit.count, count) << limit.name;
        EXPECT_EQ(limit.window, window) << limit.name;
    };
    expect(starts_per_10_minutes(s, false), 10, minutes{10});
    expect(starts_per_hour(s, false), 30, hours{1});
    expect(failed_proofs(s, identity::Side::Familiar), 5, hours{24});
    expect(failed_proofs(s, identity::Side::Unfamiliar), 5, hours{24});
    expect(sends_per_account(s, Kind::Email), 10, hours{1});
    expect(sends_per_account(s, Kind::Sms), 5, hours{1});
    expect(sends_per_destination(s, Kind::Email), 10, hours{1});
    expect(sends_per_destination(s, Kind::Sms), 5, hours{1});
    expect(sends_per_destination(s, Kind::VoiceOffice), 20, hours{1});
    expect(resets_per_account(s), 5, hours{24});
    expect(pause(identity::Side::Familiar), 1, hours{24});
}

TEST(Limits, CountTheTwoSidesOfAnAccountApart) {
    const tenant::Settings s;
    EXPECT_NE(failed_proofs(s, identity::Side::Familiar).name, failed_proofs(s, identity::Side::Unfamiliar).name);
    EXPECT_NE(pause(identity::Side::Familiar).name, pause(identity::Side::Unfamiliar).name);
}

// A stranger at the reset portal types codes from unfamiliar networks: none of that may keep the person from signing in where they usually do.
TEST(Limits, GiveFamiliarNetworksABudgetOfTheirOwnForSecondProofs) {
    const tenant::Settings settings;
    const auto unfamiliar = sign_in_proofs(settings, identity::Side::Unfamiliar),
               familiar = sign_in_proofs(settings, identity::Side::Familiar);
    EXPECT_EQ(unfamiliar.name, validations_per_account(settings).name);
    EXPECT_NE(familiar.name, unfamiliar.name);
    for (const auto& limit : {unfamiliar, familiar}) {
        EXPECT_EQ(limit.count, 10);
        EXPECT_EQ(limit.window, hours{1});
    }
}

TEST(Limits, SmsAndVoiceShareTheAccountsBudget) {
    const tenant::Settings s;
    EXPECT_EQ(sends_per_account(s, method::Kind::Sms).name, sends_per_account(s, method::Kind::VoiceMobile).name);
}

}  // namespace
}  // namespace rekey::policy
