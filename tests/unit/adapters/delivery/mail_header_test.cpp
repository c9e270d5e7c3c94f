#include "adapters/delivery/mail_header.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace rekey::delivery {
namespace {

TEST(HeaderSafe, RefusesWhatCouldStartALine) {
    EXPECT_TRUE(is_header_safe("Zoë & Söhne, \"quoted\" %0d%0a"));
    EXPECT_FALSE(is_header_safe("a\rb"));
    EXPECT_FALSE(is_header_safe("a\nBcc: x@y.example"));
    EXPECT_FALSE(is_header_safe(std::string_view{"a\0b", 3}));
    EXPECT_FALSE(is_header_safe("a\tb"));
    EXPECT_FALSE(is_header_safe("a\x7f"));
    EXPECT_FALSE(is_header_safe("\xC3("));
}

TEST(EncodeUnstructured, LeavesPlainAsciiAlone) {
    EXPECT_EQ(encode_unstructured("Your code to reset your password"), "Your code to reset your password");
    EXPECT_EQ(encode_unstructured("%0d%0aBcc: x"), "%0d%0aBcc: x");
}

// Expected values from Python's email.header and base64 modules.
TEST(EncodeUnstructured, MakesEncodedWords) {
    EXPECT_EQ(encode_unstructured("Zoë"), "=?UTF-8?B?Wm/Dqw==?=");
    EXPECT_EQ(encode_unstructured("=?utf-8?q?evil?="), "=?UTF-8?B?PT91dGYtOD9xP2V2aWw/PQ==?=");
}

TEST(EncodeUnstructured, FoldsAtWholeCharactersWithinSeventyFiveColumns) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "é€😀";
    std::istringstream lines{encode_unstructured(text)};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        if (line.ends_with('\r')) line.pop_back();
        EXPECT_EQ(line.starts_with(' '), count > 0);
        EXPECT_LE(line.size(), 76U);
        EXPECT_NE(line.find("=?UTF-8?B?"), std::string::npos);
        EXPECT_TRUE(line.ends_with("?="));
    }
    EXPECT_GT(count, 10);
}

TEST(EncodeMailbox, QuotesOrEncodesTheName) {
    EXPECT_EQ(encode_mailbox("", "a@b.example"), "<a@b.example>");
    EXPECT_EQ(encode_mailbox("Fernhill, \"the\" Hospital\\", "a@b.example"), R"("Fernhill, \"the\" Hospital\\" <a@b.example>)");
    EXPECT_EQ(encode_mailbox("Zoë", "a@b.example"), "=?UTF-8?B?Wm/Dqw==?= <a@b.example>");
    EXPECT_EQ(encode_mailbox("<x@evil.example>", "a@b.example"), "\"<x@evil.example>\" <a@b.example>");
}

TEST(MailDate, IsRfc5322InUtc) {
    EXPECT_EQ(mail_date(from_millis(0)), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(mail_date(from_millis(1795357920999)), "Sun, 22 Nov 2026 14:32:00 +0000");
}

TEST(AsciiDomain, ConvertsTheDomainOnly) {
    EXPECT_EQ(ascii_domain("jan@Contoso.Example"), "jan@contoso.example");
    EXPECT_EQ(ascii_domain("jan@münchen.example"), "jan@xn--mnchen-3ya.example");
    EXPECT_EQ(ascii_domain("jan@straße.example"), "jan@xn--strae-oqa.example");
    EXPECT_EQ(ascii_domain("no address"), std::nullopt);
    EXPECT_EQ(ascii_domain("a@b.example\r\nRCPT TO:<x@y.example>"), std::nullopt);
    EXPECT_EQ(ascii_domain("a> NOTIFY=<b@c.example"), std::nullopt);
    EXPECT_EQ(ascii_domain("a,b@c.example"), std::nullopt);
}

TEST(ToCrlf, EndsEveryLineAsMailDoes) { EXPECT_EQ(to_crlf("a\n\nb"), "a\r\n\r\nb"); }

}  // namespace
}  // namespace rekey::delivery
