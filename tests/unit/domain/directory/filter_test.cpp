#include "domain/directory/filter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace rekey::directory {
namespace {

std::string parsed(std::string_view text) {
    const auto filter = Filter::parse(text);
    return filter ? filter->text() : "no: " + filter.error().detail;
}

// The examples of RFC 4515 section 4.
TEST(Filter, ReadsTheExamplesOfTheStandard) {
    for (const auto* const text :
         {"(cn=Babs Jensen)", "(!(cn=Tim Howes))", "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))", "(o=univ*of*mich*)", "(seeAlso=)",
          "(cn:caseExactMatch:=Fred Flintstone)", "(cn:=Betty Rubble)", "(sn:dn:2.4.6.8.10:=Barney Rubble)", "(o:dn:=Ace Industry)",
          "(:1.2.3:=Wilma Flintstone)", "(:DN:2.4.6.8.10:=Dino)", R"((o=Parens R Us \28for all your parenthetical needs\29))",
          R"((cn=*\2A*))", R"((filename=C:\5cMyFile))", R"((bin=\00\00\00\04))", R"((sn=Lu\c4\8di\c4\87))",
          R"((1.3.6.1.4.1.1466.0=\04\02\48\69))"}) {
        EXPECT_EQ(parsed(text), text);
    }
}

TEST(Filter, ReadsWhatAdministratorsWrite) {
    for (const auto* const text :
         {"(department=Sales)", "(mail=*)", "(uid>=a)", "(cn~=jon)", "(userCertificate;binary=*)",
          "(userAccountControl:1.2.840.113556.1.4.803:=2)", "(cn=Zoë)", "(memberOf:1.2.840.113556.1.4.1941:=CN=Staff,DC=example,DC=com)"})
        EXPECT_EQ(parsed(text), text);
    EXPECT_EQ(parsed("  (a=b)\n"), "(a=b)");
}

TEST(Filter, RefusesWhatIsNoWholeFilter) {
    for (const auto* const text : {"",           "a=b",           "(a=b",     "(a=b))", "(a=b)(c=d)", "()",        "(&)",
                                   "(!)",        "(!(a=b)(c=d))", "(=b)",     "(a)",    "(a=b(c)",    "(a>=*)",    R"((a=\2))",
                                   R"((a=\zz))", "(a b=c)",       "(1..2=c)", "(:=c)",  "(a;=c)",     "(&(a=b)x)", "(a=b)\n(c=d)"})
        EXPECT_FALSE(Filter::parse(text)) << text;
    EXPECT_FALSE(Filter::parse(std::string_view("(a=\0)", 5)));
    EXPECT_FALSE(Filter::parse("(a=" + std::string(5000, 'x') + ")"));
    EXPECT_FALSE(Filter::parse(std::string(100, '(') + "a=b" + std::string(100, ')')));
    std::string deep = "(a=b)";
    for (int i = 0; i < 40; ++i) deep = "(!" + deep + ")";
    EXPECT_FALSE(Filter::parse(deep));
}

TEST(Filter, SaysWhereItEndsToBeOne) { EXPECT_NE(parsed("(&(a=b)(c))").find("character 10"), std::string::npos) << parsed("(&(a=b)(c))"); }

// Item 25 of the list of attacks.
TEST(Filter, OfAValueIsAlwaysOneComparison) {
    std::mt19937 random(25);  // NOLINT: the same every time
    for (const std::string_view start : {"*)(uid=*", "\\2a", "admin)(|(x=", "*", ")", "(", "\\", ""}) {
        for (int i = 0; i < 200; ++i) {
            std::string value(start);
            for (auto left = random() % 20; left > 0; --left) value += static_cast<char>(random());
            const auto text = Filter::equals("uid", value).text();
            ASSERT_TRUE(Filter::parse(text)) << text;
            EXPECT_EQ(std::ranges::count(text, '('), 1) << text;
            EXPECT_EQ(std::ranges::count(text, ')'), 1) << text;
            EXPECT_EQ(std::ranges::count(text, '*'), 0) << text;
        }
    }
    EXPECT_EQ(Filter::equals("objectGUID", std::string("\0*\xff", 3)).text(), R"((objectGUID=\00\2a\ff))");
}

TEST(Filter, IsPutTogetherFromWholeOnes) {
    const auto one = Filter::equals("a", "1"), two = Filter::at_least("b", "2");
    EXPECT_EQ(Filter::all_of({one, two}).text(), "(&(a=1)(b>=2))");
    EXPECT_EQ(Filter::any_of({one, two}).text(), "(|(a=1)(b>=2))");
    EXPECT_EQ(Filter::all_of({one}), one);
}

TEST(Filter, NamesTheAttributesItAsksFor) {
    const auto of = [](std::string_view text) { return Filter::parse(text)->attributes(); };
    using Names = std::vector<std::string>;
    EXPECT_EQ(of("(department=Sales)"), Names{"department"});
    EXPECT_EQ(of("(&(a=1)(|(b>=2)(!(c~=3)))(a<=4))"), (Names{"a", "b", "c"}));
    EXPECT_EQ(of("(|(memberOf:1.2.840.113556.1.4.1941:=CN=x)(cn;lang-en=y)(2.5.4.3=z))"), (Names{"memberOf", "cn", "2.5.4.3"}));
    EXPECT_EQ(of("(:dn:2.4.6:=x)"), Names{}) << "any of them";
    EXPECT_EQ(Filter::equals("a", "(b=c").attributes(), Names{"a"});
}

TEST(Filter, KnowsNamesOfAttributes) {
    for (const auto* const good : {"cn", "ms-DS-ConsistencyGuid", "2.5.4.3"}) EXPECT_TRUE(is_attribute(good)) << good;
    for (const auto* const bad : {"", "c n", "cn;lang-en", "2..5", "2.5.", ".2", "cn=", "*", "ü"}) EXPECT_FALSE(is_attribute(bad)) << bad;
}

}  // namespace
}  // namespace rekey::directory
