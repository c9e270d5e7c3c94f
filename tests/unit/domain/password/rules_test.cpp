#include "domain/password/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/password/banned.hpp"
#include "domain/password/fold.hpp"

namespace rekey::password {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr auto kGood = "a slow green bicycle";

std::vector<Rule> broken(std::string_view candidate, const Rules& rules = {}, const Context& context = {}) {
    std::vector<Rule> found;
    for (const auto& reason : check(candidate, rules, context)) found.push_back(reason.rule);
    return found;
}

TEST(Check, AcceptsAPassphrase) {
    EXPECT_THAT(broken(kGood), IsEmpty());
    EXPECT_THAT(broken("длинная фраза из слов"), IsEmpty());
    EXPECT_THAT(broken("🐢🐇🦊🐻🐼🐨🦁🐯🐮🐷🐸🐵"), IsEmpty());
}

TEST(Check, CountsCodePointsNotBytes) {
    EXPECT_THAT(check("ééééééééééx", {}, {}), ElementsAre(Reason{Rule::TooShort, 12}));
    EXPECT_THAT(broken("ábçdéfghïjkq"), IsEmpty());
}

TEST(Check, SaysTheLimitThatIsBroken) {
    EXPECT_THAT(check(std::string(257, 'x'), {}, {}), ElementsAre(Reason{Rule::TooLong, 256}));
    EXPECT_THAT(check("zebra plum", {.min_length = 14}, {}), ElementsAre(Reason{Rule::TooShort, 14}));
    EXPECT_THAT(broken("a slow green bicycle " + std::string(235, '~')), IsEmpty());  // 256 exactly
}

TEST(Check, RefusesWhatIsNotText) {
    for (const auto candidate :
         {std::string_view("a slow green\xFF bicycle"), std::string_view("a slow\0green bicycle", 20), std::string_view("")})
        EXPECT_THAT(broken(candidate), ElementsAre(Rule::NotText));
}

TEST(Check, AsksForNoClassesUnlessTold) {
    EXPECT_THAT(broken("onlysmallletters here"), IsEmpty());
    EXPECT_THAT(broken("onlysmallletters", {.classes = 3}), ElementsAre(Rule::TooFewClasses));
    EXPECT_THAT(broken("Mixed lètters only", {.classes = 3}), IsEmpty());        // small, capital, sign
    EXPECT_THAT(broken("Ωmega٣lpha zeta", {.classes = 3}), IsEmpty());           // a Greek capital, an Arabic digit
    EXPECT_THAT(broken("Ωmegalphazetaq", {.classes = 3}), ElementsAre(Rule::TooFewClasses));
}

TEST(Check, RefusesNamesOfFourLettersAndMore) {
    const Context person{{"anna.visser@contoso.example", "Anna de Vries-Bakker", "Contoso University"}};
    for (const auto* candidate : {"my ANNA sleeps well", "my vi$$er sleeps", "x anna.visser x!", "green de vries tree", "green bakker tree",
                                  "c0nt0s0 is my place", "at the university!"}) {
        EXPECT_THAT(broken(candidate, {}, person), Contains(Rule::ContainsName)) << candidate;
    }
    EXPECT_THAT(broken("the example of a day", {}, person), IsEmpty());  // the domain is no name
    EXPECT_THAT(broken("bo likes green trees", {}, {{"bo@contoso.example", "Bo de Wit"}}), IsEmpty());
    EXPECT_THAT(broken(kGood, {}, {{"", "   ", "@", "..."}}), IsEmpty());
}

TEST(IsCommon, KnowsWhatEverybodyTriesFirst) {
    for (const auto* candidate : {"password", "Password", "P@ssw0rd", "p455w0rd", "letmein", "qwertyuiop", "1q2w3e4r5t", "wachtwoord",
                                  "iloveyou", "123456789012", "trustno1"}) {
        EXPECT_TRUE(is_common(candidate)) << candidate;
    }
}

TEST(IsCommon, SeesAListedWordWithAYearBehindIt) {
    for (const auto* candidate : {"Welkom2026!", "Zomer2026!!", "password1234", "P@ssw0rd2026", "Contoso#2026", "December2026!"})
        EXPECT_TRUE(is_common(candidate)) << candidate;
    EXPECT_FALSE(is_common("dragon 4837 2938 4756 1829"));  // the tail may be the secret
    EXPECT_FALSE(is_common("2026"));
}

TEST(IsCommon, SeesRepetitionsAndWalks) {
    for (const auto* candidate : {"aaaaaaaaaaaa", "abababababab", "123412341234", "passwordpassword", "abcdefghijkl", "qwertyasdfgh",
                                  "zyxwvutsrqpo", "qwertyuiop123", "1qaz2wsx3edc", "098765432109", "azertyuiop12345", "lkjhgfdsa321"}) {
        EXPECT_TRUE(is_common(candidate)) << candidate;
    }
    for (const auto* candidate : {kGood, "correct horse battery", "xkcd xkcd plum xkcd", "qwe9 rty8 uio7 pas6", "ünïcödé ïs fïné", ""})
        EXPECT_FALSE(is_common(candidate)) << candidate;
}

TEST(IsCommon, HoldsSomeThousandEntries) {
    int known = 0;
    for (const auto* word : {"monkey", "dragon", "baseball", "shadow", "superman", "mustang", "jordan", "harley", "ranger", "hunter"})
        known += is_common(word);
    EXPECT_EQ(known, 10);
}

// The worked examples of Microsoft's page on banned passwords, and the cases beside them.
TEST(IsBanned, GivesThePublishedVerdicts) {
    const std::vector<std::string> two{"contoso", "blank"}, one{"abcdef"};
    const auto banned = [](std::string_view candidate, std::span<const std::string> words) {
        return is_banned(fold(candidate).view(), words);
    };
    EXPECT_TRUE(banned("Bl@nK", two));
    EXPECT_TRUE(banned("C0ntos0Blank12", two));    // contoso, blank, l, 2: four points
    EXPECT_FALSE(banned("ContoS0Bl@nkf9!", two));  // contoso, blank, f, 9, !: five
    for (const auto* near : {"abcdef", "abcdeg", "abcdefg", "abcde", "ABCDEF", "bbcdef", "acdef"}) EXPECT_TRUE(banned(near, one)) << near;
    for (const auto* far : {"abcdxx", "ghijkl", "abxcdyef"}) EXPECT_FALSE(banned(far, one)) << far;
}

TEST(IsBanned, CountsTheWayToSplitThatGivesTheFewestPoints) {
    const std::vector<std::string> words{"rivers", "riversideclub", "ideclub"};
    EXPECT_TRUE(is_banned(U"riversideclub123", words));  // one word and three, not seven characters more
    EXPECT_TRUE(is_banned(U"riversriversrivers", words));
    EXPECT_FALSE(is_banned(U"riversriversriversriversrivers", words));
}

TEST(IsBanned, LeavesAShortCandidateToTheLengthRule) {
    EXPECT_FALSE(is_banned(U"xyz", std::vector<std::string>{"contoso"}));
    EXPECT_FALSE(is_banned(U"xyz", {}));
    EXPECT_TRUE(is_banned(U"ab", std::vector<std::string>{"abc"}));
    EXPECT_FALSE(is_banned(U"", std::vector<std::string>{"contoso"}));
}

TEST(Check, JudgesTheTenantsWords) {
    const std::vector<std::string> words{"Blauwe Lucht", "hogeschool"};
    EXPECT_THAT(broken("H0ge$choolX", {.min_length = 8, .banned = words}), Contains(Rule::Banned));
    EXPECT_THAT(broken("hogeschool123", {.banned = words}), Contains(Rule::Banned));
    EXPECT_THAT(broken("mijn hogeschool is groot", {.banned = words}), Not(Contains(Rule::Banned)));
    EXPECT_THAT(broken("blauwe lucht!!", {.banned = words}), Contains(Rule::Banned));
}

TEST(WithinOneEdit, ComparesCodePoints) {
    EXPECT_TRUE(within_one_edit(U"café", U"cafe"));
    EXPECT_TRUE(within_one_edit(U"", U"a"));
    EXPECT_TRUE(within_one_edit(U"", U""));
    EXPECT_FALSE(within_one_edit(U"ab", U"ba"));
    EXPECT_FALSE(within_one_edit(U"abc", U"a"));
}

TEST(Rules, HaveTheNamesOfTheApi) {
    EXPECT_EQ(name(Rule::TooShort), "too_short");
    EXPECT_EQ(name(Rule::Directory), "directory");
    EXPECT_EQ(name(Rule::UsedBefore), "used_before");
}

}  // namespace
}  // namespace rekey::password
