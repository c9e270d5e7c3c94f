#include "adapters/system/strength.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace rekey::system {
namespace {

int strength(std::string_view password, const std::vector<std::string>& known = {}) {
    return ZxcvbnEstimator().strength(Secret(password), known);
}

TEST(Strength, IsLowForWhatIsGuessedFirst) {
    EXPECT_EQ(strength(""), 0);
    EXPECT_EQ(strength("password"), 0);
    EXPECT_EQ(strength("qwertyuiop"), 0);
    EXPECT_LE(strength("P@ssw0rd1"), 1);
}

TEST(Strength, IsHighForWhatIsHardToGuess) {
    EXPECT_EQ(strength("correct horse battery staple"), 4);
    EXPECT_EQ(strength("vK3#pq9!xZ7tLm"), 4);
}

TEST(Strength, GrowsWithThePassword) {
    EXPECT_LT(strength("rutabaga"), strength("rutabaga-window"));
    EXPECT_EQ(strength("rutabaga"), 2);
}

TEST(Strength, CountsWordsAboutThePersonAsKnown) {
    EXPECT_LT(strength("wietskevanbergen", {"wietske", "vanbergen"}), strength("wietskevanbergen"));
    EXPECT_EQ(strength("password", {""}), 0);
}

TEST(Strength, LooksAtTheFirstHundredCharactersOnly) {
    const std::string head = [] {
        std::string text;
        for (int i = 0; i < 100; ++i) text += "é";
        return text;
    }();
    EXPECT_EQ(strength(head + "vK3#pq9!xZ7tLm"), strength(head));
}

}  // namespace
}  // namespace rekey::system
