#include "domain/call/conversation.hpp"

#include <gtest/gtest.h>

namespace rekey::call {
namespace {

using Next = Conversation::Next;

Conversation with(std::string number, bool deniable = true) {
    Request request;
    request.number = std::move(number);
    request.deniable = deniable;
    return Conversation(request);
}

Next type(Conversation& talk, std::string_view keys) {
    auto next = Next::GoOn;
    for (const char key : keys) next = talk.key(key);
    return next;
}

TEST(Conversation, SaysTheTextAndWaitsForKeys) {
    auto talk = with("");
    EXPECT_EQ(talk.saying(), Say::Text);
    EXPECT_EQ(talk.spoken(), Next::Listen);
    EXPECT_EQ(talk.patience(), seconds{6});
    EXPECT_EQ(talk.silence(), Next::HangUp);
    EXPECT_EQ(talk.keyed(), Keyed::Nothing);
}

TEST(Conversation, OneSaysItAgainAlsoInTheMiddle) {
    auto talk = with("");
    EXPECT_EQ(talk.key('1'), Next::Say);
    EXPECT_EQ(talk.saying(), Say::Text);
    EXPECT_EQ(talk.spoken(), Next::Listen);
    EXPECT_EQ(talk.key('1'), Next::Say);
}

TEST(Conversation, NineDeniesOnceAndForAll) {
    auto talk = with("");
    EXPECT_EQ(talk.key('9'), Next::Say);
    EXPECT_EQ(talk.saying(), Say::Denied);
    EXPECT_EQ(talk.key('1'), Next::GoOn);
    EXPECT_EQ(talk.spoken(), Next::HangUp);
    EXPECT_EQ(talk.keyed(), Keyed::Denied);
}

TEST(Conversation, NineMeansNothingWhereThereIsNothingToDeny) {
    auto talk = with("", false);
    EXPECT_EQ(talk.key('9'), Next::GoOn);
    EXPECT_EQ(talk.keyed(), Keyed::Nothing);
}

TEST(Conversation, OtherKeysMeanNothing) {
    auto talk = with("");
    for (const char key : std::string_view("02345678*#A\0\xff", 13)) EXPECT_EQ(talk.key(key), Next::GoOn);
    EXPECT_EQ(talk.keyed(), Keyed::Nothing);
}

TEST(Conversation, TheNumberAndTheSquareConfirm) {
    auto talk = with("42");
    EXPECT_EQ(talk.patience(), seconds{15});
    EXPECT_EQ(talk.key('4'), Next::Listen);
    EXPECT_EQ(talk.key('2'), Next::Listen);
    EXPECT_EQ(talk.keyed(), Keyed::Nothing) << "not without the square";
    EXPECT_EQ(talk.key('#'), Next::Say);
    EXPECT_EQ(talk.saying(), Say::Confirmed);
    EXPECT_EQ(talk.keyed(), Keyed::Confirmed);
    EXPECT_EQ(talk.spoken(), Next::HangUp);
}

TEST(Conversation, TheSquareAloneConfirmsNothing) {
    auto talk = with("42");
    EXPECT_EQ(talk.key('#'), Next::GoOn);
    EXPECT_EQ(talk.keyed(), Keyed::Nothing);
    auto none = with("");
    EXPECT_EQ(type(none, "42#"), Next::GoOn);
    EXPECT_EQ(none.keyed(), Keyed::Nothing);
}

TEST(Conversation, ThreeWrongNumbersEndIt) {
    auto talk = with("42");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(type(talk, "43#"), Next::Say);
        EXPECT_EQ(talk.saying(), Say::Wrong);
        EXPECT_EQ(talk.spoken(), Next::Listen);
    }
    EXPECT_EQ(type(talk, "4242424242#"), Next::Say);
    EXPECT_EQ(talk.spoken(), Next::HangUp);
    EXPECT_EQ(type(talk, "42#"), Next::GoOn) << "too late";
    EXPECT_EQ(talk.keyed(), Keyed::Nothing);
}

TEST(Conversation, ARightOneAfterTwoWrongOnesConfirms) {
    auto talk = with("42");
    for (const auto* wrong : {"24#", "4#"}) EXPECT_EQ(type(talk, wrong), Next::Say);
    EXPECT_EQ(type(talk, "42#"), Next::Say);
    EXPECT_EQ(talk.keyed(), Keyed::Confirmed);
}

TEST(Conversation, OneAndNineKeepTheirMeaningBesideANumber) {
    auto talk = with("42");
    EXPECT_EQ(talk.key('1'), Next::Say);
    EXPECT_EQ(talk.saying(), Say::Text);
    EXPECT_EQ(type(talk, "9"), Next::Say);
    EXPECT_EQ(talk.keyed(), Keyed::Denied);
    auto nine = with("91");
    EXPECT_EQ(type(nine, "91#"), Next::Say);
    EXPECT_EQ(nine.keyed(), Keyed::Confirmed) << "a number that begins with it";
    auto inside = with("49");
    EXPECT_EQ(type(inside, "49#"), Next::Say);
    EXPECT_EQ(inside.keyed(), Keyed::Confirmed);
}

TEST(Conversation, ItWasHeardWhenMostOfItIsOut) {
    auto talk = with("");
    talk.progress(0.59);
    EXPECT_FALSE(talk.heard());
    talk.progress(0.6);
    EXPECT_TRUE(talk.heard());
    auto denied = with("");
    EXPECT_EQ(denied.key('9'), Next::Say);
    EXPECT_EQ(denied.spoken(), Next::HangUp);
    EXPECT_FALSE(denied.heard()) << "the last words are not the text";
}

}  // namespace
}  // namespace rekey::call
