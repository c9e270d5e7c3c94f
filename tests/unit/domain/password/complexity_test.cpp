#include "domain/password/complexity.hpp"

#include <gtest/gtest.h>

namespace rekey::password {
namespace {

TEST(Complexity, CountsFiveKinds) {
    EXPECT_EQ(count_kinds("abc"), 1);
    EXPECT_EQ(count_kinds("abcABC"), 2);
    EXPECT_EQ(count_kinds("abcABC1"), 3);
    EXPECT_EQ(count_kinds("abcABC1 "), 4);
    EXPECT_EQ(count_kinds("abcABC1 \xE4\xB8\xAD"), 5) << "a letter that is neither small nor a capital";
    EXPECT_EQ(count_kinds(""), 0);
}

TEST(Complexity, ReadsCapitalsAndSmallLettersOfOtherScripts) { EXPECT_EQ(count_kinds("\xD0\x96\xD0\xB6"), 2) << "Cyrillic"; }

TEST(Complexity, CountsUnitsOutsideTheBasicPlaneTwice) {
    EXPECT_EQ(utf16_length("\xC3\xA9t\xC3\xA9"), 3);
    EXPECT_EQ(utf16_length("a\xF0\x9F\x98\x80"), 3);
}

TEST(Complexity, FindsNamesInWhateverCase) {
    const Context context{{"j.doe@contoso.example", "Johanna van Dam, MD"}};
    EXPECT_TRUE(holds_name_part("xxJ.DOExx1", context)) << "the user name as a whole";
    EXPECT_TRUE(holds_name_part("12johanna34", context));
    EXPECT_TRUE(holds_name_part("vandal", context)) << "three characters are enough";
    EXPECT_FALSE(holds_name_part("md-contoso", context)) << "two are not, nor is what follows the at sign";
}

}  // namespace
}  // namespace rekey::password
