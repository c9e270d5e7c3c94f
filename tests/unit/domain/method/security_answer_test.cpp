#include "domain/method/security_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rekey::method {
namespace {

std::string fold(std::string_view typed) { return std::string(fold_answer(Secret{typed}).reveal()); }
bool stands(std::string_view answer, std::string_view text) { return stands_in(fold_answer(Secret{answer}), text); }

TEST(SecurityAnswer, IsReadHoweverItWasTypedFromMemory) {
    for (const auto* typed :
         {"Rotterdam Zuid", "  ROTTERDAM   zuid ", "rotterdam\tzuid\n", "Ｒotterdam　Zuid", "rot\u00ADterdam\u00A0zu\u200Bid"})
        EXPECT_EQ(fold(typed), "rotterdam zuid") << typed;
    EXPECT_EQ(fold("Straße"), fold("STRASSE"));
    EXPECT_EQ(fold("ﬁets"), "fiets");
    EXPECT_EQ(fold("Cafe\u0301"), fold("CAFÉ"));
}

TEST(SecurityAnswer, AccentsAndSignsCount) {
    EXPECT_NE(fold("café"), fold("cafe"));
    EXPECT_NE(fold("st. mary"), fold("st mary"));
    EXPECT_NE(fold("ab"), fold("a b"));
}

TEST(SecurityAnswer, WhatIsNoTextIsEmpty) {
    for (const auto& typed : {std::string("\xff\xfe"), std::string("a\0b", 3), std::string(" \t\u200B\u3000"), std::string()})
        EXPECT_EQ(fold(typed), "") << typed.size();
}

TEST(SecurityAnswer, StandsInATextByWholeWords) {
    constexpr std::string_view kQuestion = "What was your first pet called?";
    for (const auto* answer : {"pet", "PET", " First  Pet ", "called", "what was", "called!", "my?"})
        EXPECT_EQ(stands(answer, kQuestion), std::string_view(answer) != "my?") << answer;
    for (const auto* answer : {"petra", "alle", "first called", "hat"}) EXPECT_FALSE(stands(answer, kQuestion)) << answer;
    EXPECT_TRUE(stands("???", kQuestion)) << "an answer without a word is no answer";
}

}  // namespace
}  // namespace rekey::method
