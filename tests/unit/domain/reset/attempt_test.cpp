#include "domain/reset/attempt.hpp"
#include "support/checkout.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace rekey::reset {
namespace {

constexpr auto kNow = from_millis(1'000'000);

Challenge challenge(std::int64_t tries) {
    Challenge made;
    made.code.bytes.fill(7);
    made.tries = tries;
    made.expires_at = kNow + minutes{10};
    return made;
}

Mac right() {
    Mac mac;
    mac.bytes.fill(7);
    return mac;
}

TEST(Judge, ARightCodeInTimeIsRight) { EXPECT_EQ(judge(challenge(1), right(), 5, true, kNow), Verdict::Right); }

TEST(Judge, TheFifthTryMayBeRightTheSixthIsNotCompared) {
    EXPECT_EQ(judge(challenge(5), right(), 5, true, kNow), Verdict::Right);
    EXPECT_EQ(judge(challenge(6), right(), 5, true, kNow), Verdict::UsedUp);
}

TEST(Judge, AWrongCodeIsWrongAndTheLastWrongOneUsesItUp) {
    EXPECT_EQ(judge(challenge(4), Mac{}, 5, true, kNow), Verdict::Wrong);
    EXPECT_EQ(judge(challenge(5), Mac{}, 5, true, kNow), Verdict::UsedUp);
}

TEST(Judge, EndsAtTheVeryInstantOfExpiry) {
    EXPECT_EQ(judge(challenge(1), right(), 5, true, kNow + minutes{10} - Duration{1}), Verdict::Right);
    EXPECT_EQ(judge(challenge(1), right(), 5, true, kNow + minutes{10}), Verdict::Expired);
}

TEST(Judge, NoCodeFitsADecoyOrASuppressedMessage) {
    EXPECT_EQ(judge(challenge(1), right(), 5, false, kNow), Verdict::Wrong);
    auto suppressed = challenge(1);
    suppressed.comparable = false;
    EXPECT_EQ(judge(suppressed, right(), 5, true, kNow), Verdict::Wrong);
}

TEST(AfterProof, LeadsToTheNextGateThenToThePassword) {
    auto attempt = after_proof(Attempt{}, method::Channel::Email, 2, std::nullopt, 0);
    EXPECT_EQ(attempt.state, State::AwaitingMethod);
    attempt = after_proof(attempt, method::Channel::Totp, 2, std::nullopt, 0);
    EXPECT_EQ(attempt.state, State::AwaitingPassword);
    EXPECT_EQ(attempt.passed, (std::vector{method::Channel::Email, method::Channel::Totp}));
}

TEST(AfterProof, EndsAnUnlockWithoutAskingForAPassword) {
    Attempt attempt;
    attempt.need = Need::Unlock;
    EXPECT_EQ(after_proof(attempt, method::Channel::Email, 1, std::nullopt, 0).state, State::Completed);
}

TEST(AfterProof, TellsTheReasonInsteadOfGoingOn) {
    const auto attempt = after_proof(Attempt{}, method::Channel::Email, 1, policy::Obstacle::OutOfScope, 0);
    EXPECT_EQ(attempt.state, State::Refused);
    EXPECT_EQ(attempt.obstacle, policy::Obstacle::OutOfScope);
}

TEST(Table, OnlySetsAPasswordWhenEveryProofHasBeenGiven) {
    for (const auto state : kAllStates) EXPECT_EQ(allowed(state, Request::SetPassword), state == State::AwaitingPassword) << name(state);
    for (const auto state : kAllStates) EXPECT_EQ(allowed(state, Request::Answer), state == State::AwaitingCode) << name(state);
    for (const auto request : kAllRequests) EXPECT_FALSE(allowed(State::Ended, request)) << name(request);
}

// The code's table and the page people read say the same.
TEST(Table, IsTheOneWrittenInStatesMd) {
    std::ifstream file(test::checkout_file("src/domain/reset/states.md"));
    ASSERT_TRUE(file);
    std::map<std::string, std::set<std::string>> written;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| ") || line.starts_with("| state")) continue;
        std::istringstream cells(line);
        std::string bar, state, requests;
        std::getline(cells, bar, '|');
        std::getline(cells, state, '|');
        std::getline(cells, requests, '|');
        std::istringstream names(requests);
        auto& row = written[state.substr(1, state.size() - 2)];
        for (std::string each; names >> each;) {
            if (each.ends_with(',')) each.pop_back();
            if (each != "–") row.insert(each);
        }
    }
    std::map<std::string, std::set<std::string>> coded;
    for (const auto state : kAllStates) {
        auto& row = coded[std::string(name(state))];
        for (const auto request : kAllRequests) {
            if (allowed(state, request)) row.insert(std::string(name(request)));
        }
    }
    EXPECT_EQ(coded, written);
}

TEST(Names, AreReadBack) {
    for (const auto state : kAllStates) EXPECT_EQ(parse_state(name(state)), state);
    for (const auto need : {Need::Reset, Need::Unlock}) EXPECT_EQ(parse_need(name(need)), need);
    EXPECT_EQ(parse_state(""), std::nullopt);
}

}  // namespace
}  // namespace rekey::reset
