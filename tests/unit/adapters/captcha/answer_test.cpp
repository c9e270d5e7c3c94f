#include "adapters/captcha/answer.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rekey::captcha {
namespace {

TEST(CaptchaAnswer, IsReadWithoutCaseSpacesAndDashes) {
    EXPECT_EQ(fold("abc xyz"), fold("ABCXYZ"));
    EXPECT_EQ(fold("12-34 56"), fold("123456"));
}

TEST(CaptchaAnswer, TakesLookAlikesForWhatWasShown) {
    EXPECT_EQ(fold("DLZSBU"), fold("O1258v"));
    EXPECT_EQ(fold("DDLLAA"), fold("0QI144"));
    EXPECT_EQ(fold("CT"), fold("g7"));
}

TEST(CaptchaAnswer, KeepsEveryLetterAndEveryDigitApart) {
    std::set<std::string> letters, digits;
    for (const char letter : kLetters) letters.insert(fold(std::string_view(&letter, 1)));
    for (const char digit : kDigits) digits.insert(fold(std::string_view(&digit, 1)));
    EXPECT_EQ(letters.size(), kLetters.size());
    EXPECT_EQ(digits.size(), kDigits.size());
}

TEST(CaptchaAnswer, KeepsOtherBytesSoThatTheyNeverFit) {
    EXPECT_EQ(fold("ABC\xC3\xA9"), "ABC\xC3\xA9");
    EXPECT_EQ(fold(std::string_view("A\0B", 3)).size(), 3U);
}

}  // namespace
}  // namespace rekey::captcha
