#include "domain/signin/session.hpp"

#include <gtest/gtest.h>

namespace rekey::signin {
namespace {

constexpr auto kStart = from_millis(1'700'000'000'000);

Session session(Stage stage) {
    Session made;
    made.stage = stage;
    made.signed_in_at = made.last_seen_at = kStart;
    return made;
}

TEST(SessionEnd, ComesWithIdlenessOrAtTheLastEnd) {
    const tenant::Settings settings;
    const auto signed_in = session(Stage::SignedIn);
    EXPECT_EQ(last_end(signed_in, settings), kStart + hours{8});
    EXPECT_EQ(end_after(signed_in, kStart, settings), kStart + minutes{30});
    EXPECT_EQ(end_after(signed_in, kStart + hours{7} + minutes{29}, settings), kStart + hours{7} + minutes{59});
    EXPECT_EQ(end_after(signed_in, kStart + hours{7} + minutes{45}, settings), kStart + hours{8});
}

TEST(SessionEnd, FollowsTheTenant) {
    tenant::Settings settings;
    settings.session_hours = 1;
    settings.session_idle_minutes = 5;
    EXPECT_EQ(last_end(session(Stage::SignedIn), settings), kStart + hours{1});
    EXPECT_EQ(end_after(session(Stage::SignedIn), kStart, settings), kStart + minutes{5});
}

TEST(SessionEnd, ASignInUnderWayHasTheTimeOfAnAttempt) {
    const tenant::Settings settings;
    const auto waiting = session(Stage::MustChangePassword);
    EXPECT_EQ(end_after(waiting, kStart + minutes{14}, settings), kStart + minutes{15});
}

TEST(SessionSeen, IsNotedOnceAMinuteAtMost) {
    EXPECT_FALSE(note_due(session(Stage::SignedIn), kStart + seconds{59}));
    EXPECT_TRUE(note_due(session(Stage::SignedIn), kStart + seconds{60}));
    EXPECT_FALSE(note_due(session(Stage::MustChangePassword), kStart + minutes{10}));
}

TEST(Stage, HasAStableName) {
    for (const auto stage : {Stage::SecondProof, Stage::MustChangePassword, Stage::SignedIn}) EXPECT_EQ(parse_stage(name(stage)), stage);
    EXPECT_EQ(name(Stage::SignedIn), "signed_in");
    EXPECT_FALSE(parse_stage("signed in"));
}

TEST(NextStage, AsksForTheSecondProofThenForANewPassword) {
    EXPECT_EQ(next_stage({.second_proof = true, .new_password = true}), Stage::SecondProof);
    EXPECT_EQ(next_stage({.second_proof = true, .new_password = false}), Stage::SecondProof);
    EXPECT_EQ(next_stage({.second_proof = false, .new_password = true}), Stage::MustChangePassword);
    EXPECT_EQ(next_stage({}), Stage::SignedIn);
}

TEST(SessionEnd, ASecondProofHasTheTimeOfAnAttempt) {
    const tenant::Settings settings;
    EXPECT_EQ(end_after(session(Stage::SecondProof), kStart + minutes{14}, settings), kStart + minutes{15});
    EXPECT_FALSE(note_due(session(Stage::SecondProof), kStart + minutes{10}));
}

}  // namespace
}  // namespace rekey::signin
