#include "domain/message/message.hpp"

#include <gtest/gtest.h>

namespace rekey::message {
namespace {

TEST(MessageNames, AreReadBackAsTheyAreWritten) {
    for (const auto kind : {Kind::ResetCode, Kind::PasswordChanged, Kind::ResetPaused, Kind::UnlockCode})
        EXPECT_EQ(parse_kind(name(kind)), kind);
    for (const auto state : {State::Queued, State::Leased, State::Sent, State::Failed, State::Expired, State::Suppressed}) {
        EXPECT_EQ(parse_state(name(state)), state);
    }
    EXPECT_EQ(parse_kind("newsletter"), std::nullopt);
    EXPECT_EQ(parse_state(""), std::nullopt);
}

TEST(MessageNames, OnlyCodesAreCodes) {
    for (const auto kind : {Kind::ResetCode, Kind::UnlockCode, Kind::RegistrationCode}) EXPECT_TRUE(is_code(kind));
    EXPECT_FALSE(is_code(Kind::PasswordChanged));
    EXPECT_FALSE(is_code(Kind::ResetPaused));
}

TEST(MessageProgress, TellsWhatAPersonMayKnow) {
    // A provider that could not deliver it is asked no more; the next one is.
    for (const auto fate : {Fate::Unknown, Fate::Delivered, Fate::Undelivered, Fate::Busy, Fate::NoAnswer}) {
        EXPECT_EQ(progress_of(State::Queued, fate), Progress::Waiting);
        EXPECT_EQ(progress_of(State::Leased, fate), Progress::Waiting);
        EXPECT_EQ(progress_of(State::Suppressed, fate), Progress::Sent);
        EXPECT_EQ(progress_of(State::Expired, fate), Progress::Failed);
    }
    EXPECT_EQ(progress_of(State::Sent, Fate::Unknown), Progress::Sent);
    EXPECT_EQ(progress_of(State::Sent, Fate::Delivered), Progress::Delivered);
    EXPECT_EQ(progress_of(State::Failed, Fate::Unknown), Progress::Failed);
    EXPECT_EQ(progress_of(State::Failed, Fate::Undelivered), Progress::Failed);
    EXPECT_EQ(progress_of(State::Failed, Fate::Busy), Progress::Busy);
    EXPECT_EQ(progress_of(State::Failed, Fate::NoAnswer), Progress::NoAnswer);
    EXPECT_EQ(name(Progress::NoAnswer), "no_answer");
    EXPECT_EQ(name(Progress::Failed), "failed");
}

TEST(RetryDelay, DoublesFromTwoSecondsToFiveMinutes) {
    EXPECT_EQ(retry_delay(1, 0), seconds{2});
    EXPECT_EQ(retry_delay(2, 0), seconds{4});
    EXPECT_EQ(retry_delay(5, 0), seconds{32});
    EXPECT_EQ(retry_delay(8, 0), seconds{256});
    EXPECT_EQ(retry_delay(9, 0), minutes{5});
    EXPECT_EQ(retry_delay(1'000'000, 0), minutes{5});
}

TEST(RetryDelay, AddsAtMostAQuarterByChance) {
    EXPECT_EQ(retry_delay(1, 0.5), Duration{2250});
    EXPECT_LE(retry_delay(20, 0.999), minutes{5} + seconds{75});
    EXPECT_EQ(retry_delay(3, -7), retry_delay(3, 0));
}

TEST(RetryDelay, TakesNonsenseAsTheFirstFailure) {
    EXPECT_EQ(retry_delay(0, 0), seconds{2});
    EXPECT_EQ(retry_delay(-5, 0), seconds{2});
}

}  // namespace
}  // namespace rekey::message
