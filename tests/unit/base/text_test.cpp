#include "base/text.hpp"

#include <gtest/gtest.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include <ios>

namespace rekey {
namespace {

TEST(IsText, RefusesNulAndMalformedUtf8) {
    for (const auto* text : {"", "a", "é", "\U0001F600", "\uFFFD"}) EXPECT_TRUE(is_text(text)) << text;
    // Overlong, surrogate, beyond U+10FFFF, cut, stray.
    for (const auto* text :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF", "a\xC3"})
        EXPECT_FALSE(is_text(text)) << text;
    EXPECT_FALSE(is_text(std::string_view("a\0b", 3)));
}

TEST(ToLine, LeavesNothingThatSteersATerminalOrIsNoText) {
    EXPECT_EQ(to_line("80 Other: na\xC3\xAFve"), "80 Other: na\xC3\xAFve");
    EXPECT_EQ(to_line("a\x1B[2Jb\r\nc\t \n"), "a [2Jb  c");
    EXPECT_EQ(to_line(std::string_view("00000057: no\0", 13)), "00000057: no");
    EXPECT_EQ(to_line("\xFF|\xE2\x82|\xE2\x80\xAE|"), "\xEF\xBF\xBD|\xEF\xBF\xBD| |");
    for (const std::string_view each : {"a\x1B[2J", "\xFF\xFE", "\xE2\x80\x8F"}) EXPECT_TRUE(is_line(to_line(each)));
}

TEST(CodePoints, AreCountedNotBytes) {
    EXPECT_EQ(code_points(""), 0U);
    EXPECT_EQ(code_points("aé€\U0001F600"), 4U);
    EXPECT_EQ(code_points("e\u0301"), 2U);
}

TEST(Nfc, JoinsWhatTwoKeyboardsTypeApart) {
    EXPECT_EQ(to_nfc("e\u0301"), "é");
    EXPECT_EQ(to_nfc("\u212B"), "Å");
    EXPECT_EQ(to_nfc("ﬁ"), "ﬁ");  // no compatibility mapping
    EXPECT_EQ(to_nfc("\xFF"), std::nullopt);
}

TEST(ToLower, IsNoCaseFolding) {
    EXPECT_EQ(to_lower("ÅB"), "åb");
    EXPECT_EQ(to_lower("Straße ſ"), "straße ſ");
    EXPECT_EQ(to_lower("I"), "i");  // whatever the machine's locale
    EXPECT_EQ(to_lower("ΟΔΟΣ"), "οδος");
}

TEST(Caseless, MakesAlikeWhatPeopleTypeAlike) {
    EXPECT_EQ(to_caseless(" A\t\u00A0 B\n"), "a b");
    EXPECT_EQ(to_caseless("ﬁ ſ Ⅷ ½ ｱ"), "fi s viii 1\u20442 ア");
    EXPECT_EQ(to_caseless("STRASSE"), to_caseless("straße"));
    EXPECT_EQ(to_caseless("ΟΔΟΣ"), to_caseless("οδος"));
    EXPECT_EQ(to_caseless("a\u200B\u00AD\uFE0Fb"), "ab");
    EXPECT_EQ(to_caseless("I"), "i");  // whatever the machine's locale
    EXPECT_EQ(to_caseless("\u2003 \u3000"), "");
    EXPECT_EQ(to_caseless("\xFF"), std::nullopt);
}

TEST(Caseless, FoldingTwiceChangesNothingForAnyCharacter) {
    for (UChar32 c = 1; c <= 0x10FFFF; ++c) {
        if (U_IS_SURROGATE(c)) continue;
        std::string text;
        icu::UnicodeString(c).append(u" \u0301x").append(c).toUTF8String(text);
        const auto once = to_caseless(text).value();
        ASSERT_EQ(to_caseless(once), once) << std::hex << c;
    }
}

TEST(Trim, TakesAsciiWhiteSpaceOffTheEnds) {
    EXPECT_EQ(trim("  a b\t\r\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("\u00A0a"), "\u00A0a");
}

}  // namespace
}  // namespace rekey
