#include <gtest/gtest.h>

#include "domain/identity/identity.hpp"

namespace rekey::identity {
namespace {

std::string folded(std::string_view typed) {
    const auto result = fold(typed);
    return result ? result->text : "(nobody)";
}

// Other spellings of one name.
TEST(Fold, MatchesEveryWayToTypeTheSameName) {
    EXPECT_EQ(folded("Mike@Contoso.Example"), "mike@contoso.example");
    EXPECT_EQ(folded("  mike@contoso.example\r\n"), "mike@contoso.example");
    EXPECT_EQ(folded("ｍｉｋｅ＠ｃｏｎｔｏｓｏ．ｅｘａｍｐｌｅ"), "mike@contoso.example");  // full-width, as an input method types it
    EXPECT_EQ(folded("Jose\u0301@contoso.example"), folded("JOS\u00C9@contoso.example"));  // NFD and NFC
    EXPECT_EQ(folded("\uFF76\uFF80\uFF85"), "\u30AB\u30BF\u30CA");  // half-width katakana
    EXPECT_EQ(folded("ΟΔΥΣΣΕΥΣ"), "οδυσσευς");  // the final sigma of RFC 8265 section 3.5
}

TEST(Fold, ReadsTheDomainInEitherForm) {
    EXPECT_EQ(folded("anna@bücher.example"), "anna@xn--bcher-kva.example");
    EXPECT_EQ(folded("anna@BÜCHER.example"), "anna@xn--bcher-kva.example");
    EXPECT_EQ(folded("anna@bu\u0308cher.example"), "anna@xn--bcher-kva.example");
    EXPECT_EQ(folded("anna@xn--bcher-kva.example"), "anna@xn--bcher-kva.example");
    EXPECT_EQ(folded("anna@contoso。example"), "anna@contoso.example");  // ideographic full stop
    EXPECT_EQ(folded("anna@faß.example"), "anna@xn--fa-hia.example");  // not fass.example
    EXPECT_EQ(folded("a@b@contoso.example"), "a@b@contoso.example");  // the last @ parts them
}

TEST(Fold, LeavesANameWithoutADomainAlone) {
    EXPECT_EQ(folded("Mike"), "mike");
    EXPECT_EQ(folded("o'brien+x"), "o'brien+x");
}

// security-checks item 22: none of these may name mike, kate, or strasse.
TEST(Fold, NeverFoldsALookAlikeIntoAnotherPersonsName) {
    const std::string mike = "mike@contoso.example";
    for (const auto* other : {
             "m\u0131ke@contoso.example",  // dotless i
             "M\u0130KE@contoso.example",  // capital I with dot
             "m\u0456ke@contoso.example",  // Cyrillic i
             "mi\u200Dke@contoso.example",  // zero width joiner
             "mi\u200Bke@contoso.example",  // zero width space
             "mi\u00ADke@contoso.example",  // soft hyphen
             "\u202Emike@contoso.example",  // right-to-left override
             "\uFEFFmike@contoso.example",  // byte order mark
             "mike\u200F@contoso.example",  // right-to-left mark
             "m\u1D62ke@contoso.example",  // subscript i
             "\u24DCike@contoso.example",  // circled m
             "\U0001D5C6ike@contoso.example",  // mathematical m
             "mi\u212Ae@contoso.example",  // Kelvin sign
             "mi ke@contoso.example",         "mi\u00A0ke@contoso.example", "mike @contoso.example",
             "mike@contoso\u2024example",  // one dot leader
             "mike@c\u043Entoso.example",  // Cyrillic o
             "mike@contoso.example.",         "mike@contoso.example@",
         }) {
        EXPECT_NE(folded(other), mike) << other;
    }
    EXPECT_NE(folded("\u017Fam@contoso.example"), "sam@contoso.example");  // long s
    EXPECT_NE(folded("straße@contoso.example"), "strasse@contoso.example");
    EXPECT_NE(folded("\uFB01n@contoso.example"), "fin@contoso.example");  // ligature fi
}

TEST(Fold, RefusesWhatCanNameNobody) {
    for (const auto* typed : {"",
                              "   ",
                              "@",
                              "@contoso.example",
                              "mike@",
                              "mike@-contoso.example",
                              "mike@con_toso.example",
                              "mike@contoso..example",
                              "mike@xn--a.example",
                              "mi\tke",
                              "mi\nke@contoso.example",
                              "mike@con\ntoso.example",
                              "\xC0\xAFmike",
                              "mike\xFF",
                              "\xED\xA0\x80",
                              "\uE000",
                              "\uFDD0",
                              "\u0378",
                              "\u0300\u00A0",
                              "\U0001F600",
                              "\u1100\u1161",
                              "\u3164",
                              "\u0640\u0640"}) {
        EXPECT_EQ(folded(typed), "(nobody)") << typed;
    }
    EXPECT_FALSE(fold(std::string_view("mike\0@contoso.example", 21)));
}

TEST(Fold, LimitsTheLengthInBytesAsTyped) {
    EXPECT_TRUE(fold(std::string(320, 'a')));
    EXPECT_FALSE(fold(std::string(321, 'a')));
}

TEST(Fold, IsDoneOnce) {
    for (const auto* typed : {"Mike@Bücher.example", "ｍｉｋｅ", "M\u0130KE", "ΣΣ", "\u05D0\u05D1\u05D2@contoso.example", "jose\u0301"}) {
        const auto once = fold(typed);
        ASSERT_TRUE(once) << typed;
        EXPECT_EQ(fold(once->text), once) << typed;
    }
}

TEST(Fold, ObeysTheBidiRule) {
    EXPECT_NE(folded("\u05D0\u05D1\u05D2"), "(nobody)");
    EXPECT_NE(folded("\u0627\u0628\u0661"), "(nobody)");  // Arabic letters, Arabic digit at the end
    EXPECT_EQ(folded("abc\u05D0"), "(nobody)");  // could be shown as another name
    EXPECT_EQ(folded("\u05D0abc"), "(nobody)");
    EXPECT_EQ(folded("\u06281\u0661"), "(nobody)");  // digits of two kinds
    EXPECT_EQ(folded("\u0628\u0661\u06F1\u0628"), "(nobody)");  // both rows of Arabic digits
}

TEST(IsConfusable, RefusesMixedScripts) {
    EXPECT_TRUE(is_confusable("m\u0456ke@contoso.example"));  // Cyrillic i among Latin letters
    EXPECT_TRUE(is_confusable("\u0440aypal"));  // Cyrillic er
    EXPECT_TRUE(is_confusable("\u03BFmega"));  // Greek omicron
    EXPECT_TRUE(is_confusable("mike@c\u043Entoso.example"));
    EXPECT_TRUE(is_confusable("a\u0967\u0661"));  // digits of two scripts
}

TEST(IsConfusable, AcceptsOneScriptAPart) {
    for (const auto* name : {"mike@contoso.example", "josé.o'brien+1@contoso.example", "михаил@contoso.example",
                             "山田たろう@contoso.example", "παπαδόπουλος@contoso.example"}) {
        EXPECT_FALSE(is_confusable(name)) << name;
    }
}

TEST(Roles, RiseInPowerAndHaveStableNames) {
    EXPECT_FALSE(is_administrator(Role::Person));
    EXPECT_TRUE(is_administrator(Role::ReportsReader));
    EXPECT_LT(Role::Helpdesk, Role::AuthenticationAdministrator);
    for (const auto role : {Role::Person, Role::ReportsReader, Role::Helpdesk, Role::AuthenticationAdministrator,
                            Role::AuthenticationPolicyAdministrator, Role::GlobalAdministrator}) {
        EXPECT_EQ(parse_role(name(role)), role);
    }
    EXPECT_EQ(name(Role::GlobalAdministrator), "global_administrator");
    EXPECT_FALSE(parse_role("root"));
}

TEST(Statuses, HaveStableNames) {
    for (const auto status : {Status::Enabled, Status::Disabled, Status::Deleted}) EXPECT_EQ(parse_status(name(status)), status);
    EXPECT_EQ(name(Status::Disabled), "disabled");
    EXPECT_FALSE(parse_status(""));
}

}  // namespace
}  // namespace rekey::identity
