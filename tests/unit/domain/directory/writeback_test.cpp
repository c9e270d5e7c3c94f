// What is to be seen of a password that may have been written.
#include "domain/directory/writeback.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

constexpr Instant kBegan{hours{500'000}};

Trace seen(const std::string& before, const std::string& at, std::optional<Instant> when, std::size_t servers, Duration after = hours{1}) {
    Writeback writeback;
    writeback.before = before;
    writeback.began_at = kBegan;
    AccountState state;
    state.password_set_at = at;
    state.password_set = when;
    state.seen_at = kBegan + after;
    return trace(writeback, state, servers);
}

TEST(Trace, OfOneServerAnotherTimeIsThatOfTheWrite) {
    EXPECT_EQ(seen("a", "a", kBegan - hours{1}, 1), Trace::NotWritten);
    EXPECT_EQ(seen("a", "b", kBegan, 1), Trace::Written);
    EXPECT_EQ(seen("a", "b", kBegan - hours{1}, 1), Trace::Written) << "its clock may be off";
    EXPECT_EQ(seen("a", "b", std::nullopt, 1), Trace::Written);
}

TEST(Trace, OfAWriteThatMayStillGoOnItIsNotSaidThatItDidNotHappen) {
    EXPECT_EQ(seen("a", "a", kBegan - hours{1}, 1, seconds{30}), Trace::NotYet);
    EXPECT_EQ(seen("a", "b", kBegan, 1, seconds{30}), Trace::Written);
    EXPECT_EQ(seen("a", "a", kBegan - hours{1}, 1, minutes{1}), Trace::NotWritten);
}

TEST(Trace, OfSeveralServersOnlyATimeSinceTheWriteIs) {
    EXPECT_EQ(seen("a", "a", kBegan - hours{1}, 2), Trace::NotYet);
    EXPECT_EQ(seen("a", "b", kBegan - minutes{3}, 2), Trace::NotYet) << "one that lags, or one that does not";
    EXPECT_EQ(seen("a", "b", std::nullopt, 2), Trace::NotYet);
    EXPECT_EQ(seen("a", "b", kBegan - minutes{1}, 2), Trace::Written) << "clocks differ a little";
    EXPECT_EQ(seen("a", "b", kBegan + seconds{1}, 2), Trace::Written);
}

TEST(Trace, WithoutATimeNothingCanBeTold) {
    for (const std::size_t servers : {1U, 2U}) {
        EXPECT_EQ(seen("", "b", kBegan, servers), Trace::CannotTell);
        EXPECT_EQ(seen("a", "", std::nullopt, servers), Trace::CannotTell);
    }
}

}  // namespace
}  // namespace rekey::directory
