#include "flows/directory_refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rekey::flows {
namespace {

using directory::Refusal;
using password::Reason;
using password::Rule;
using testing::ElementsAre;
using testing::IsEmpty;

const password::Context kPerson{{"jane@contoso.example", "Jane Roe"}};

directory::PasswordPolicy policy() {
    directory::PasswordPolicy policy;
    policy.min_length = 10;
    policy.complexity = true;
    policy.history = 24;
    return policy;
}

std::vector<Reason> reasons(Refusal refusal, std::string_view candidate, const std::optional<directory::PasswordPolicy>& known = policy()) {
    return reasons_of({.how = directory::Written::How::Refused, .refusal = refusal}, known, Secret{candidate}, kPerson);
}

TEST(DirectoryRefusal, HasNoReasonsWhenNothingWasRefused) {
    for (const auto how : {directory::Written::How::Done, directory::Written::How::NotSent, directory::Written::How::Unknown})
        EXPECT_THAT(reasons_of({.how = how}, policy(), Secret{"short"}, kPerson), IsEmpty());
}

TEST(DirectoryRefusal, NamesTheRuleWithTheDirectorysNumber) {
    EXPECT_THAT(reasons(Refusal::TooShort, "short"), ElementsAre(Reason{Rule::TooShort, 10}));
    EXPECT_THAT(reasons(Refusal::UsedBefore, "x"), ElementsAre(Reason{Rule::UsedBefore, 24}));
    EXPECT_THAT(reasons(Refusal::TooSoon, "x"), ElementsAre(Reason{Rule::TooSoon}));
    EXPECT_THAT(reasons(Refusal::TooSimple, "lettersonly"), ElementsAre(Reason{Rule::TooFewClasses, 3}));
}

TEST(DirectoryRefusal, NeverSaysAnUntrueNumberWhenTheDirectorysIsUnknown) {
    EXPECT_THAT(reasons(Refusal::TooShort, "short", std::nullopt), ElementsAre(Reason{Rule::TooShort, 6}));
    EXPECT_THAT(reasons(Refusal::UsedBefore, "x", std::nullopt), ElementsAre(Reason{Rule::UsedBefore, 1}));
}

TEST(DirectoryRefusal, FindsTheRuleThatTheDirectoryDoesNotName) {
    EXPECT_THAT(reasons(Refusal::Rules, "Sh0rt!"), ElementsAre(Reason{Rule::TooShort, 10}));
    EXPECT_THAT(reasons(Refusal::Rules, "longbutlettersonly"), ElementsAre(Reason{Rule::TooFewClasses, 3}));
    EXPECT_THAT(reasons(Refusal::Rules, "Long4ndRoeInside"), ElementsAre(Reason{Rule::ContainsName}));
    EXPECT_THAT(reasons(Refusal::Rules, "short"), ElementsAre(Reason{Rule::TooShort, 10}, Reason{Rule::TooFewClasses, 3}));
    EXPECT_THAT(reasons(Refusal::Rules, "Quite4nother!one"), ElementsAre(Reason{Rule::Directory}));
}

TEST(DirectoryRefusal, GuessesNothingOfADirectoryWhosePolicyIsUnknown) {
    EXPECT_THAT(reasons(Refusal::Rules, "short", std::nullopt), ElementsAre(Reason{Rule::Directory}));
}

TEST(DirectoryRefusal, BlamesTheDirectoryForWhatIsNoRule) {
    EXPECT_THAT(reasons(Refusal::NotPermitted, "x"), ElementsAre(Reason{Rule::Directory}));
    EXPECT_THAT(reasons(Refusal::Other, "x"), ElementsAre(Reason{Rule::Directory}));
}

}  // namespace
}  // namespace rekey::flows
