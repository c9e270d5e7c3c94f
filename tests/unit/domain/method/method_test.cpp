#include "domain/method/method.hpp"

#include <gtest/gtest.h>

namespace rekey::method {
namespace {

TEST(MethodKind, HasTheNamesOfTheApi) {
    for (const auto kind : kAllKinds) EXPECT_EQ(parse_kind(name(kind)), kind);
    EXPECT_EQ(name(Kind::VoiceOffice), "voice_office");
    EXPECT_FALSE(parse_kind("pigeon"));
}

TEST(Channel, IsSharedByBothKindsOfCall) {
    EXPECT_EQ(channel_of(Kind::VoiceMobile), channel_of(Kind::VoiceOffice));
    EXPECT_NE(channel_of(Kind::Sms), channel_of(Kind::VoiceMobile));
    EXPECT_EQ(name(channel_of(Kind::RecoveryCode)), "saved");
    EXPECT_EQ(name(channel_of(Kind::SecurityQuestions)), "knowledge");
}

TEST(MethodKind, IsSentWhereSomethingIsSent) {
    for (const auto kind : {Kind::Sms, Kind::VoiceMobile, Kind::VoiceOffice, Kind::Email}) EXPECT_TRUE(is_sent(kind)) << name(kind);
    for (const auto kind : {Kind::Totp, Kind::RecoveryCode, Kind::SecurityQuestions}) EXPECT_FALSE(is_sent(kind)) << name(kind);
    EXPECT_FALSE(is_phone(Kind::Email));
}

TEST(Source, HasStableNames) {
    for (const auto source : {Source::Person, Source::Administrator, Source::Directory}) EXPECT_EQ(parse_source(name(source)), source);
    EXPECT_FALSE(parse_source(""));
}

TEST(HintFor, ShowsOnlyTheEndsOfAnAddress) {
    EXPECT_EQ(hint_for(Kind::Email, "jos.smit@private.example"), (Hint{"j", "t", "p", "example", {}}));
    EXPECT_EQ(hint_for(Kind::Email, "j@b.co.uk"), (Hint{"j", "j", "b", "uk", {}}));
    EXPECT_EQ(hint_for(Kind::Email, "éva😀@пример.example"), (Hint{"é", "😀", "п", "example", {}}));
    EXPECT_EQ(hint_for(Kind::Sms, "+31612345678"), (Hint{{}, {}, {}, {}, "78"}));
    EXPECT_EQ(hint_for(Kind::VoiceOffice, "+3120123"), (Hint{{}, {}, {}, {}, "23"}));
}

TEST(HintFor, ShowsNothingOfOtherMethods) {
    EXPECT_EQ(hint_for(Kind::Totp, "secret"), Hint{});
    EXPECT_EQ(hint_for(Kind::Email, "not an address"), Hint{});
    EXPECT_EQ(hint_for(Kind::Sms, ""), Hint{});
}

TEST(ParseEmail, KeepsTheAddressAsItIsToBeUsed) {
    EXPECT_EQ(parse_email(" Anna.Visser+x@Private.example\n"), "Anna.Visser+x@Private.example");
    EXPECT_EQ(parse_email("o'brien@private.example"), "o'brien@private.example");
    EXPECT_EQ(parse_email("анна@пример.example"), "анна@пример.example");
    EXPECT_TRUE(parse_email(std::string(64, 'a') + "@private.example"));
}

TEST(ParseEmail, RefusesWhatCouldReachSomebodyElse) {
    for (const auto* typed : {"",
                              "@",
                              "anna",
                              "anna@",
                              "@private.example",
                              "anna@private",
                              "anna@@private.example",
                              "a@b@private.example",
                              ".anna@private.example",
                              "anna.@private.example",
                              "an..na@private.example",
                              "anna@private..example",
                              "anna@.example",
                              "anna@private.example.",
                              "anna@-private.example",
                              "anna@private-.example",
                              "an na@private.example",
                              "anna@pri vate.example",
                              "anna,eve@private.example",
                              "anna@private.example,eve@evil.example",
                              "anna@private.example\r\nBcc: eve@evil.example",
                              "anna\n@private.example",
                              "<anna@private.example>",
                              "\"anna\"@private.example",
                              "anna(x)@private.example",
                              "anna@[127.0.0.1]",
                              "anna%eve@evil_x.example",
                              "@evil.example:anna@private.example",
                              "anna;eve@private.example",
                              "an\\na@private.example",
                              "anna@pri\xFFvate.example"}) {
        EXPECT_FALSE(parse_email(typed)) << typed;
    }
    EXPECT_FALSE(parse_email(std::string_view("an\0na@private.example", 21)));
}

TEST(ParseEmail, LimitsTheParts) {
    EXPECT_FALSE(parse_email(std::string(65, 'a') + "@private.example"));
    EXPECT_FALSE(parse_email("a@" + std::string(64, 'b') + ".example"));
    std::string longest = "a@";
    while (longest.size() < 240) longest += "bcdefghi.";
    EXPECT_TRUE(parse_email(longest + "example"));
    EXPECT_FALSE(parse_email(longest + "example.example.example"));
}

}  // namespace
}  // namespace rekey::method
