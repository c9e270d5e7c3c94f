#include "domain/registration/chosen_questions.hpp"

#include <gtest/gtest.h>

namespace rekey::registration {
namespace {

const std::vector<std::string> kQuestions{"first_pet", "soft_toy", "first_street"};
const std::vector<std::string> kNames{"anna.bakker@contoso.example", "abakker"};

tenant::Settings settings() {
    tenant::Settings made;
    made.questions_to_register = 3;
    made.custom_questions = {"Which ward did you begin on?"};
    return made;
}

std::vector<Secret> answers(std::initializer_list<std::string_view> typed) {
    std::vector<Secret> made;
    for (const auto text : typed) made.emplace_back(text);
    return made;
}

/// "fine", or the code.
std::string judge(std::initializer_list<std::string_view> typed, std::span<const std::string> questions = kQuestions) {
    const auto judged = judge_answers(settings(), questions, answers(typed), kNames);
    return judged ? "fine" : std::string(name(judged.error().code));
}

TEST(JudgeAnswers, TakesThemFoldedAndInOrder) {
    const auto judged = judge_answers(settings(), kQuestions, answers({" Rex  the GREAT", "Beertje", "Dorpsstraat"}), kNames);
    ASSERT_TRUE(judged);
    ASSERT_EQ(judged->size(), 3U);
    EXPECT_EQ(judged->at(0).question, "first_pet");
    EXPECT_EQ(judged->at(0).answer.reveal(), "rex the great");
    EXPECT_EQ(judged->at(2).answer.reveal(), "dorpsstraat");
}

TEST(JudgeAnswers, TheirLengthIsThatOfWhatIsHashed) {
    const std::string longest(40, 'x'), too_long(41, 'x');
    EXPECT_EQ(judge({"Rex", "Beertje", longest}), "fine");
    EXPECT_EQ(judge({"Rex", "Beertje", too_long}), "answer_refused");
    for (const auto* shorter : {"ab", "  ab  ", "a\u200B\u200Bb", "", "\xff\xff\xff"})
        EXPECT_EQ(judge({"Rex", "Beertje", shorter}), "answer_refused");
    EXPECT_EQ(judge({"Rex", "Beertje", "日本橋"}), "fine");
}

TEST(JudgeAnswers, NoAnswerTwiceHoweverItIsTyped) { EXPECT_EQ(judge({"Rex", "Beertje", " REX "}), "answer_refused"); }

TEST(JudgeAnswers, NoAnswerThatItsQuestionGivesAwayInAnyLanguage) {
    EXPECT_EQ(judge({"first pet", "Beertje", "Dorpsstraat"}), "answer_refused");
    EXPECT_EQ(judge({"HUISDIER", "Beertje", "Dorpsstraat"}), "answer_refused");
    EXPECT_EQ(judge({"Rex", "Huisdier", "Dorpsstraat"}), "fine") << "of another question";
}

TEST(JudgeAnswers, NoUserId) {
    for (const auto* name : {"anna.bakker@contoso.example", "Anna.Bakker", "ABAKKER"})
        EXPECT_EQ(judge({name, "Beertje", "Dorpsstraat"}), "answer_refused");
    EXPECT_EQ(judge({"Bakker", "Beertje", "Dorpsstraat"}), "fine");
}

TEST(JudgeAnswers, AsManyDifferentQuestionsAsTheTenantAsksFor) {
    const auto ask = [](std::vector<std::string> questions) { return judge({"Rex", "Beertje", "Dorpsstraat"}, questions); };
    EXPECT_EQ(ask({"first_pet", "soft_toy", "own:Which ward did you begin on?"}), "fine");
    EXPECT_EQ(ask({"first_pet", "soft_toy"}), "invalid_input");
    EXPECT_EQ(ask({"first_pet", "soft_toy", "first_street", "nickname"}), "invalid_input");
    EXPECT_EQ(ask({"first_pet", "soft_toy", "first_pet"}), "invalid_input");
    EXPECT_EQ(ask({"first_pet", "soft_toy", "own:Made up?"}), "invalid_input");
    EXPECT_EQ(ask({"first_pet", "soft_toy", ""}), "invalid_input");
    EXPECT_EQ(judge({"Rex", "Beertje"}), "invalid_input");
}

TEST(QuestionsToAsk, AreAsManyAsAreRegisteredTodayOrNone) {
    auto now = settings();
    const std::vector<std::string> five{"first_pet", "soft_toy", "first_street", "nickname", "first_love"};
    EXPECT_EQ(questions_to_ask(now, five), kQuestions) << "one size for everybody";
    now.questions_to_register = 5;
    EXPECT_EQ(questions_to_ask(now, five), five);
    EXPECT_TRUE(questions_to_ask(now, kQuestions).empty());
    now.questions_left_out = {"soft_toy"};
    EXPECT_TRUE(questions_to_ask(now, five).empty());
    now.questions_to_register = 4;
    EXPECT_EQ(questions_to_ask(now, five), (std::vector<std::string>{"first_pet", "first_street", "nickname", "first_love"}));
}

}  // namespace
}  // namespace rekey::registration
