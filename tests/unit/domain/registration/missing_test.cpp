#include "domain/registration/missing.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rekey::registration {
namespace {

using method::Kind;

constexpr auto kNow = from_millis(1'700'000'000'000);

policy::ResetPolicy policy_of(std::int64_t gates) {
    return {gates, {Kind::Sms, Kind::VoiceMobile, Kind::VoiceOffice, Kind::Email, Kind::Totp, Kind::RecoveryCode}};
}

enum class Shown : std::uint8_t { Proven, Unproven };

method::Authenticator on_file(Kind kind, std::string address, Shown shown = Shown::Proven) {
    static std::uint8_t count = 0;
    method::Authenticator made;
    made.id.bytes.back() = ++count;
    made.kind = kind;
    made.address = std::move(address);
    if (shown == Shown::Proven) made.verified_at = kNow - days{10};
    return made;
}

std::vector<method::Authenticator> mobile(Shown shown = Shown::Proven) {
    return {on_file(Kind::Sms, "+31612345678", shown), on_file(Kind::VoiceMobile, "+31612345678", shown)};
}

Missing judge(std::vector<method::Authenticator> all, std::int64_t gates, const Record& record = {}) {
    return missing(tenant::Settings{}, policy_of(gates), all, record, kNow);
}

TEST(MissingMethods, NobodyWithEnoughProvenOnesIsStopped) {
    const auto result = judge({on_file(Kind::Email, "a@b.example")}, 1);
    EXPECT_EQ(result.interrupt, Interrupt::None);
    EXPECT_EQ(result.methods, 0);
}

TEST(MissingMethods, WithNothingOnFileEverythingMayBeSetUpTheSafestFirst) {
    const auto result = judge({}, 2);
    EXPECT_EQ(result.interrupt, Interrupt::Register);
    EXPECT_EQ(result.methods, 2);
    EXPECT_EQ(result.to_set_up, (std::vector{Item::App, Item::Mobile, Item::Email, Item::Office, Item::RecoveryCodes}));
}

TEST(MissingMethods, WhatSomebodyElseFilledInOnlyHasToBeVerified) {
    const auto numbers = mobile(Shown::Unproven);
    const auto result = judge(numbers, 1);
    EXPECT_EQ(result.interrupt, Interrupt::Register);
    EXPECT_EQ(result.methods, 1);
    EXPECT_EQ(result.to_verify, std::vector{numbers.front().id});  // once, though it can be texted and called
    EXPECT_EQ(std::ranges::count(result.to_set_up, Item::Mobile), 0);
}

TEST(MissingMethods, AMobileIsOneMethodThoughItHasTwoChannels) {
    EXPECT_EQ(judge(mobile(), 2).methods, 1);
    auto both = mobile();
    both.push_back(on_file(Kind::Totp, ""));
    EXPECT_EQ(judge(both, 2).methods, 0);
}

TEST(MissingMethods, TwoPhonesThatCanOnlyBeCalledAreOneChannel) {
    policy::ResetPolicy voice_only{2, {Kind::VoiceMobile, Kind::VoiceOffice, Kind::Totp}};
    const std::vector all{on_file(Kind::VoiceMobile, "+31612345678"), on_file(Kind::VoiceOffice, "+31201234567")};
    EXPECT_EQ(missing({}, voice_only, all, {}, kNow).methods, 1);
}

TEST(MissingMethods, WhatTheTenantDoesNotAllowDoesNotCount) {
    policy::ResetPolicy no_email{1, {Kind::Totp}};
    const std::vector all{on_file(Kind::Email, "a@b.example")};
    EXPECT_EQ(missing({}, no_email, all, {}, kNow).methods, 1);
    EXPECT_EQ(items(no_email), std::vector{Item::App});
}

TEST(MissingMethods, SkipsRunOut) {
    for (std::int64_t used = 0; used < 3; ++used) {
        const auto result = judge({}, 1, Record{.skips = used});
        EXPECT_TRUE(result.may_skip) << used;
        EXPECT_EQ(result.skips_left, 3 - used);
    }
    EXPECT_FALSE(judge({}, 1, Record{.skips = 3}).may_skip);
}

TEST(MissingMethods, NobodyIsStoppedWhereRegistrationIsNotRequired) {
    tenant::Settings settings;
    settings.require_registration = false;
    const auto result = missing(settings, policy_of(1), {}, {}, kNow);
    EXPECT_EQ(result.interrupt, Interrupt::None);
    EXPECT_EQ(result.methods, 1);
}

TEST(MissingMethods, StillCorrectIsAskedAtTheVeryInstantTheDaysAreOver) {
    const std::vector all{on_file(Kind::Email, "a@b.example")};
    EXPECT_EQ(judge(all, 1, Record{.confirmed_at = kNow - days{180} + Duration{1}}).interrupt, Interrupt::None);
    EXPECT_EQ(judge(all, 1, Record{.confirmed_at = kNow - days{180}}).interrupt, Interrupt::Reconfirm);
    tenant::Settings never;
    never.reconfirm_days = 0;
    EXPECT_EQ(missing(never, policy_of(1), all, Record{.confirmed_at = kNow - days{9000}}, kNow).interrupt, Interrupt::None);
}

TEST(FirstSession, IsTheOneThatFoundNothingOnFile) {
    SessionId mine, other;
    mine.bytes.fill(1);
    other.bytes.fill(2);
    const std::vector all{on_file(Kind::Email, "a@b.example")};
    EXPECT_TRUE(is_first_session({}, {}, mine));
    EXPECT_FALSE(is_first_session({}, all, mine));
    EXPECT_TRUE(is_first_session(Record{.first_session = mine}, all, mine));
    EXPECT_FALSE(is_first_session(Record{.first_session = other}, {}, mine)) << "what was removed has been on file";
}

}  // namespace
}  // namespace rekey::registration
