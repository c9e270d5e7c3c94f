#include "adapters/directory/writing.hpp"

#include <gtest/gtest.h>
#include <ldap.h>

#include "adapters/directory/unicode_password.hpp"
#include "base/encoding.hpp"

namespace rekey::ldap {
namespace {

using How = directory::Written::How;

const Subject kSubject{*directory::find_driver("openldap"), "dc1:636", "uid=x,dc=y", "1.2.3"};

std::string hex(const std::optional<Secret>& value) { return value ? to_hex(value->bytes()) : "none"; }

TEST(Writing, TellsWhetherItHasHappened) {
    EXPECT_EQ(written(Reply{}, kSubject, {}).how, How::Done);
    EXPECT_EQ(written(Reply{}, kSubject, {}).detail, "");
    EXPECT_EQ(written(std::unexpected(Lost{"gone", Lost::Sent::No}), kSubject, {}).how, How::NotSent);
    const auto unknown = written(std::unexpected(Lost{"gone", Lost::Sent::Perhaps}), kSubject, {});
    EXPECT_EQ(unknown.how, How::Unknown);
    EXPECT_EQ(unknown.detail, "gone; server dc1:636, DN uid=x,dc=y, control 1.2.3");
    EXPECT_EQ(before_the_write({ErrorCode::Unreachable, "gone", {}}).how, How::NotSent);
    EXPECT_EQ(before_the_write({ErrorCode::Refused, "no", {}}).how, How::Refused);
}

TEST(Writing, TellsTheAdministratorTheWordsOfTheServer) {
    const auto refused = written(Reply{50, "no\r\nnot \x1B[31mever"}, {kSubject.driver, "dc1:636", "uid=x"}, {});
    EXPECT_EQ(refused.how, How::Refused);
    EXPECT_EQ(refused.refusal, directory::Refusal::NotPermitted);
    EXPECT_EQ(refused.detail, "50 Insufficient access: no  not  [31mever; server dc1:636, DN uid=x");
}

// Item 14 of the list of attacks: what was typed is in no log.
TEST(Writing, NeverRepeatsWhatWasTyped) {
    const Secret current{"old kettle"}, password{"new kettle"};
    for (const auto* const text : {"cannot use new kettle", "old kettle is wrong", "new kettle"}) {
        const auto detail = written(Reply{19, text}, kSubject, {current, password}).detail;
        EXPECT_EQ(detail.find("kettle"), std::string::npos) << detail;
        EXPECT_NE(detail.find("19 Constraint violation"), std::string::npos) << detail;
    }
    const Secret nothing;
    EXPECT_NE(written(Reply{19, "cannot"}, kSubject, {nothing}).detail.find("cannot"), std::string::npos);
}

// Written by hand from RFC 2781: little-endian, surrogates above U+FFFF.
TEST(Writing, OfActiveDirectoryIsUtf16InQuotes) {
    EXPECT_EQ(hex(unicode_password(Secret{"aZ"})),
              "2200"
              "6100"
              "5a00"
              "2200");
    EXPECT_EQ(hex(unicode_password(Secret{"\""})),
              "2200"
              "2200"
              "2200");
    EXPECT_EQ(hex(unicode_password(Secret{"\xC3\xA9\xE2\x82\xAC"})),
              "2200"
              "e900"
              "ac20"
              "2200");
    EXPECT_EQ(hex(unicode_password(Secret{"\xF0\x9F\x90\x8E"})),
              "2200"
              "3dd8"
              "0edc"
              "2200");
    EXPECT_EQ(hex(unicode_password(Secret{"\x7F\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBD\xF4\x8F\xBF\xBF"})),
              "2200"
              "7f00"
              "ff07"
              "0008"
              "fdff"
              "ffdb"
              "ffdf"
              "2200");
    EXPECT_EQ(hex(unicode_password(Secret{""})),
              "2200"
              "2200");
    for (const std::string_view bad : {std::string_view("\xFF"), std::string_view("\xC3"), std::string_view("\xED\xA0\x80"),
                                       std::string_view("\xC0\x80"), std::string_view("a\0b", 3)})
        EXPECT_EQ(hex(unicode_password(Secret{bad})), "none");
}

}  // namespace
}  // namespace rekey::ldap
