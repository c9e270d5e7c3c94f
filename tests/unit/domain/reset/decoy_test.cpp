#include "domain/reset/decoy.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace rekey::reset {
namespace {

using method::Kind;

Mac seed(std::uint32_t number) {
    Mac mac;
    for (std::size_t i = 0; i < 4; ++i) mac.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return mac;
}

TEST(Decoy, IsTheSameEveryTimeForOneSeed) {
    const auto a = make_decoy(seed(1), method::kAllKinds, {});
    const auto b = make_decoy(seed(1), method::kAllKinds, {});
    EXPECT_EQ(a.subject, b.subject);
    ASSERT_EQ(a.authenticators.size(), b.authenticators.size());
    for (std::size_t i = 0; i < a.authenticators.size(); ++i) {
        EXPECT_EQ(a.authenticators[i].id, b.authenticators[i].id);
        EXPECT_EQ(a.authenticators[i].address, b.authenticators[i].address);
    }
}

TEST(Decoy, DiffersBetweenSeeds) {
    std::set<IdentityId> subjects;
    std::set<std::string> addresses;
    for (std::uint32_t i = 0; i < 500; ++i) {
        const auto decoy = make_decoy(seed(i), std::vector{Kind::Email}, {});
        subjects.insert(decoy.subject);
        addresses.insert(decoy.authenticators.at(0).address);
    }
    EXPECT_EQ(subjects.size(), 500U);
    EXPECT_GT(addresses.size(), 300U);
}

TEST(Decoy, ShowsOnlyMethodsTheTenantOffersAndAlwaysOne) {
    for (std::uint32_t i = 0; i < 200; ++i) {
        const auto decoy = make_decoy(seed(i), std::vector{Kind::Totp, Kind::VoiceOffice}, {});
        ASSERT_FALSE(decoy.authenticators.empty());
        for (const auto& authenticator : decoy.authenticators)
            EXPECT_TRUE(authenticator.kind == Kind::Totp || authenticator.kind == Kind::VoiceOffice);
    }
    EXPECT_TRUE(make_decoy(seed(1), {}, {}).authenticators.empty());
}

TEST(Decoy, ShowsEachKindAsOftenAsPeopleHaveIt) {
    const Shares shares{{Kind::Email, 90}, {Kind::Sms, 40}, {Kind::VoiceMobile, 40}, {Kind::Totp, 10}};
    std::map<Kind, int> shown;
    for (std::uint32_t i = 0; i < 2000; ++i) {
        for (const auto& authenticator : make_decoy(seed(i), method::kAllKinds, {}, shares).authenticators) ++shown[authenticator.kind];
    }
    EXPECT_NEAR(shown[Kind::Sms], 800, 90);  // four standard deviations are 88
    EXPECT_NEAR(shown[Kind::Totp], 200, 54);
    EXPECT_GE(shown[Kind::Email], 1800 - 54);  // also for whom the dice gave nothing
    EXPECT_EQ(shown[Kind::VoiceOffice] + shown[Kind::RecoveryCode] + shown[Kind::SecurityQuestions], 0);
}

TEST(Decoy, ShowsTheCommonestKindWhenTheDiceGiveNothing) {
    const Shares shares{{Kind::Email, 1}, {Kind::Totp, 3}};
    const auto one = std::vector{Kind::Email, Kind::Totp};
    std::map<Kind, int> shown;
    for (std::uint32_t i = 0; i < 200; ++i) ++shown[make_decoy(seed(i), one, {}, shares).authenticators.at(0).kind];
    EXPECT_GT(shown[Kind::Totp], 180);
}

TEST(Decoy, TextAndCallGoToTheSameMobile) {
    const Shares shares{{Kind::Sms, 50}, {Kind::VoiceMobile, 50}};
    for (std::uint32_t i = 0; i < 100; ++i) {
        std::map<Kind, std::string> addresses;
        for (const auto& authenticator : make_decoy(seed(i), method::kAllKinds, {}, shares).authenticators)
            addresses[authenticator.kind] = authenticator.address;
        EXPECT_EQ(addresses.contains(Kind::Sms), addresses.contains(Kind::VoiceMobile));
        if (addresses.contains(Kind::Sms)) EXPECT_EQ(addresses[Kind::Sms], addresses[Kind::VoiceMobile]);
    }
}

TEST(Decoy, HintsHaveTheShapeOfRealOnes) {
    for (std::uint32_t i = 0; i < 200; ++i) {
        const auto decoy = make_decoy(seed(i), std::vector{Kind::Email, Kind::Sms}, {});
        const auto email = method::hint_for(Kind::Email, decoy.authenticators.back().address);
        EXPECT_EQ(email.first.size(), 1U);
        EXPECT_EQ(email.last.size(), 1U);
        EXPECT_EQ(email.domain_first.size(), 1U);
        EXPECT_GE(email.suffix.size(), 2U);
        EXPECT_EQ(email.suffix.find('.'), std::string::npos);
    }
}

TEST(Decoy, DrawsShapesByTheirWeight) {
    const std::vector<Shape> shapes{{"a", "com", 90}, {"b", "org", 10}};
    int common = 0;
    for (std::uint32_t i = 0; i < 2000; ++i) {
        common +=
            method::hint_for(Kind::Email, make_decoy(seed(i), std::vector{Kind::Email}, shapes).authenticators.at(0).address).suffix ==
            "com";
    }
    EXPECT_NEAR(common, 1800, 60);  // four standard deviations are 54
}

TEST(Decoy, MostHintsStayWhenAShapeIsAdded) {
    const std::vector<Shape> before{{"a", "com", 50}, {"b", "org", 50}};
    auto after = before;
    after.push_back({"c", "net", 1});
    int same = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        same += make_decoy(seed(i), std::vector{Kind::Email}, before).authenticators.at(0).address ==
                make_decoy(seed(i), std::vector{Kind::Email}, after).authenticators.at(0).address;
    }
    EXPECT_GT(same, 970);
}

TEST(Decoy, ASubjectNeverLooksLikeAnIdWeMake) {
    const auto text = make_decoy(seed(3), {}, {}).subject.text();
    EXPECT_EQ(text[14], '8');  // ids of people are version 7
}

}  // namespace
}  // namespace rekey::reset
