#include "domain/policy/policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rekey::policy {
namespace {

using method::Kind;

method::Authenticator authenticator(Kind kind, Instant usable_from = {}) {
    method::Authenticator made;
    made.kind = kind;
    made.usable_from = usable_from;
    return made;
}

TEST(ResetPolicy, AdministratorsNeedTwoGatesWhateverTheTenantSays) {
    tenant::Settings settings;
    settings.gates = 1;
    EXPECT_EQ(reset_policy(settings, identity::Role::Person, method::kAllKinds).gates, 1);
    EXPECT_EQ(reset_policy(settings, identity::Role::Helpdesk, method::kAllKinds).gates, 2);
    settings.gates = 3;
    EXPECT_EQ(reset_policy(settings, identity::Role::GlobalAdministrator, method::kAllKinds).gates, 3);
}

TEST(ResetPolicy, AMethodWithoutAProviderIsNotOffered) {
    const tenant::Settings settings;
    const std::vector offered{Kind::Email, Kind::Totp};
    const auto policy = reset_policy(settings, identity::Role::Person, offered);
    EXPECT_EQ(policy.kinds, (std::vector{Kind::Email, Kind::Totp}));
}

TEST(ResetPolicy, AdministratorsNeverAnswerSecurityQuestions) {
    tenant::Settings settings;
    settings.methods = {"security_questions", "totp"};
    settings.gates = 2;
    EXPECT_EQ(reset_policy(settings, identity::Role::Person, method::kAllKinds).kinds, (std::vector{Kind::Totp, Kind::SecurityQuestions}));
    EXPECT_EQ(reset_policy(settings, identity::Role::Helpdesk, method::kAllKinds).kinds, (std::vector{Kind::Totp}));
}

TEST(ResetPolicy, SecurityQuestionsAreNeverEnoughAlone) {
    tenant::Settings settings;
    settings.methods = {"security_questions", "email"};
    for (std::int64_t gates = 1; gates <= 3; ++gates) {
        settings.gates = gates;
        const auto kinds = reset_policy(settings, identity::Role::Person, method::kAllKinds).kinds;
        EXPECT_EQ(std::ranges::count(kinds, Kind::SecurityQuestions), gates >= 2 ? 1 : 0) << gates;
    }
    EXPECT_EQ(channels(std::vector{authenticator(Kind::SecurityQuestions), authenticator(Kind::SecurityQuestions)}), 1);
}

TEST(GatesForEverybody, AreToldOnlyWhenAdministratorsNeedNoMore) {
    tenant::Settings settings;
    EXPECT_EQ(gates_for_everybody(settings), std::nullopt);
    settings.gates = 2;
    EXPECT_EQ(gates_for_everybody(settings), 2);
}

TEST(Usable, TheDirectorysNumberCountsAsLongAsNoneIsRegisteredForTheSameUse) {
    const auto now = from_millis(1000);
    auto theirs = authenticator(Kind::Sms), calls = authenticator(Kind::VoiceMobile), own = authenticator(Kind::Sms);
    theirs.source = calls.source = method::Source::Directory;
    own.source = method::Source::Person;
    const ResetPolicy policy{1, {Kind::Sms, Kind::VoiceMobile}};
    EXPECT_EQ(usable(std::vector{theirs, calls}, policy, now).size(), 2U);
    const auto both = usable(std::vector{theirs, calls, own}, policy, now);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].kind, Kind::VoiceMobile);
    EXPECT_EQ(both[1].source, method::Source::Person);
    own.usable_from = now + hours{1};
    EXPECT_EQ(usable(std::vector{theirs, own}, policy, now).front().source, method::Source::Directory)
        << "theirs, until the own one counts";
}

TEST(Usable, LeavesOutWhatIsStillWaitingOrSwitchedOff) {
    const auto now = from_millis(1'000);
    const std::vector all{authenticator(Kind::Email, now), authenticator(Kind::Email, now + Duration{1}), authenticator(Kind::Sms, now)};
    const auto some = usable(all, {1, {Kind::Email}}, now);
    ASSERT_EQ(some.size(), 1U);
    EXPECT_EQ(some[0].kind, Kind::Email);
}

TEST(Channels, CountsTextAndCallApartButTwoMailboxesOnce) {
    EXPECT_EQ(channels(std::vector{authenticator(Kind::Email), authenticator(Kind::Email)}), 1);
    EXPECT_EQ(channels(std::vector{authenticator(Kind::VoiceMobile), authenticator(Kind::VoiceOffice)}), 1);
    EXPECT_EQ(channels(std::vector{authenticator(Kind::Sms), authenticator(Kind::VoiceMobile), authenticator(Kind::Totp)}), 3);
}

TEST(Scope, ExcludedGroupsWinOverEverything) {
    tenant::Settings settings;
    settings.scope = tenant::Scope::Selected;
    settings.include_groups = {"staff", "nurses"};
    settings.exclude_groups = {"contractors"};
    EXPECT_TRUE(in_scope(settings, std::vector<std::string>{"nurses"}));
    EXPECT_FALSE(in_scope(settings, std::vector<std::string>{"other"}));
    EXPECT_FALSE(in_scope(settings, std::vector<std::string>{"nurses", "contractors"}));
    settings.scope = tenant::Scope::All;
    EXPECT_TRUE(in_scope(settings, {}));
    EXPECT_FALSE(in_scope(settings, std::vector<std::string>{"contractors"}));
    settings.scope = tenant::Scope::None;
    EXPECT_FALSE(in_scope(settings, std::vector<std::string>{"nurses"}));
}

TEST(Obstacle, IsTheFirstInTheOrderOfTheSpecification) {
    Facts facts{true, true, 2, 2, 0, 5};
    EXPECT_EQ(obstacle(facts), std::nullopt);
    facts.authority = Obstacle::DirectoryUnavailable;
    EXPECT_EQ(obstacle(facts), Obstacle::DirectoryUnavailable);
    facts.resets_today = 5;
    EXPECT_EQ(obstacle(facts), Obstacle::TooManyResets);
    facts.channels = 1;
    EXPECT_EQ(obstacle(facts), Obstacle::TooFewMethods);
    facts.in_scope = false;
    EXPECT_EQ(obstacle(facts), Obstacle::OutOfScope);
    facts.enabled = false;
    EXPECT_EQ(obstacle(facts), Obstacle::AccountDisabled);
}

TEST(Obstacle, NamesAreReadBack) {
    for (const auto each : {Obstacle::TooFewMethods, Obstacle::OutOfScope, Obstacle::TooManyResets, Obstacle::Protected,
                            Obstacle::DirectoryUnavailable, Obstacle::AccountDisabled}) {
        EXPECT_EQ(parse_obstacle(name(each)), each);
    }
    EXPECT_EQ(parse_obstacle("other"), std::nullopt);
}

}  // namespace
}  // namespace rekey::policy
