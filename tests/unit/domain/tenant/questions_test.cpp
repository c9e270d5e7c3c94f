#include "domain/tenant/questions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace rekey::tenant {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Settings with_questions(std::int64_t gates = 2) {
    Settings settings;
    settings.gates = gates;
    settings.methods = {"email", "security_questions"};
    return settings;
}

void leave_out_all_but(Settings& settings, std::size_t kept) {
    for (const auto& question : predefined_questions().subspan(kept)) settings.questions_left_out.emplace_back(question.id);
}

TEST(PredefinedQuestions, AreThirtyOrMoreInBothLanguages) {
    std::set<std::string_view> ids;
    std::set<std::string> texts;
    for (const auto& [id, en, nl] : predefined_questions()) {
        ids.insert(id);
        for (const auto text : {en, nl}) {
            EXPECT_TRUE(is_line(text) && text.ends_with('?')) << text;
            EXPECT_LE(code_points(text), kLongestQuestion) << text;
            texts.insert(*to_caseless(text));
        }
    }
    EXPECT_GE(ids.size(), 30U);
    EXPECT_EQ(ids.size(), predefined_questions().size());
    EXPECT_EQ(texts.size(), 2 * ids.size()) << "one of them is there twice";
}

TEST(PredefinedQuestions, KeepTheIdsThatAreStored) {
    // People's answers are bound to these: one that is renamed can be answered no more.
    for (const auto* id : {"met_partner",
                           "parents_met",
                           "father_born",
                           "mother_born",
                           "first_job_town",
                           "new_year_2000",
                           "nearest_sibling_town",
                           "wedding_place",
                           "primary_teacher",
                           "secondary_teacher",
                           "first_school",
                           "last_primary_school",
                           "refused_study",
                           "childhood_friend",
                           "first_love",
                           "oldest_sibling_middle",
                           "youngest_sibling_middle",
                           "mother_middle",
                           "father_middle",
                           "mothers_mother",
                           "fathers_father",
                           "first_vehicle",
                           "birth_hospital",
                           "first_street",
                           "childhood_hero",
                           "soft_toy",
                           "first_pet",
                           "nickname",
                           "childhood_wish",
                           "first_employer",
                           "famous_person",
                           "first_concert"})
        EXPECT_TRUE(is_predefined_question(id)) << id;
}

TEST(QuestionsOnOffer, AreOursWithoutThoseLeftOutAndTheTenantsOwn) {
    auto settings = with_questions();
    settings.questions_left_out = {"first_pet"};
    settings.custom_questions = {"Which ward did you begin on?"};
    EXPECT_EQ(questions_on_offer(settings).size(), predefined_questions().size());
    EXPECT_FALSE(find_question(settings, "first_pet"));
    const auto own = find_question(settings, "own:Which ward did you begin on?").value();
    EXPECT_EQ(own.texts.at("en"), "Which ward did you begin on?");
    EXPECT_EQ(own.texts.at("nl"), "Which ward did you begin on?");
    EXPECT_EQ(find_question(settings, "soft_toy")->texts.at("nl"), "Hoe heette uw liefste knuffel?");
}

TEST(QuestionSettings, AreJudgedOneByOne) {
    Settings settings;
    const auto refuses = [&](std::string_view key, std::vector<std::string> list) {
        return !set(settings, *find_key(key), Value(std::move(list)));
    };
    EXPECT_FALSE(refuses("custom_questions", {"Why", std::string(200, 'x')}));
    for (const auto& bad : {std::string("Wh"), std::string(201, 'x'), std::string(" Why"), std::string("a\nb c"), std::string()})
        EXPECT_TRUE(refuses("custom_questions", {bad})) << bad;
    EXPECT_TRUE(refuses("custom_questions", {"Why", "Why"}));
    EXPECT_TRUE(refuses("custom_questions", std::vector<std::string>(21, "Why")));
    EXPECT_TRUE(refuses("questions_left_out", {"first_cat"}));
    for (const auto* key : {"questions_to_register", "questions_to_answer"}) {
        for (const std::int64_t bad : {2, 6}) EXPECT_FALSE(set(settings, *find_key(key), Value(bad))) << key;
    }
}

TEST(QuestionSettings, AreRefusedWhenThereAreFewerThanPeopleMustChoose) {
    auto settings = with_questions();
    leave_out_all_but(settings, 4);
    EXPECT_THAT(check(settings), Contains(HasSubstr("4 questions are offered")));
    settings.custom_questions = {"Which ward did you begin on?"};
    EXPECT_THAT(check(settings), IsEmpty());
    settings.custom_questions.clear();
    settings.methods = {"email", "sms"};
    EXPECT_THAT(check(settings), IsEmpty()) << "nobody is asked anything";
}

TEST(QuestionSettings, OneQuestionIsNotThereTwice) {
    auto settings = with_questions();
    settings.custom_questions = {"  what WAS your first pet   called?"};
    EXPECT_THAT(check(settings), SizeIs(1));
    settings.custom_questions = {"Which ward?", "WHICH ward?"};
    EXPECT_THAT(check(settings), SizeIs(1));
}

TEST(QuestionWarnings, SwitchingThemOnWarnsOnce) {
    EXPECT_THAT(warnings({}, with_questions()), testing::ElementsAre(HasSubstr("ASVS")));
    EXPECT_THAT(warnings(with_questions(), with_questions()), IsEmpty());
    EXPECT_THAT(warnings(with_questions(), {}), IsEmpty());
}

TEST(QuestionWarnings, WithOneGateTheyAreNotOffered) {
    EXPECT_THAT(warnings({}, with_questions(1)), testing::ElementsAre(HasSubstr("ASVS"), HasSubstr("gates is 1")));
    EXPECT_THAT(warnings(with_questions(2), with_questions(1)), testing::ElementsAre(HasSubstr("gates is 1")));
    EXPECT_THAT(warnings(with_questions(1), with_questions(1)), IsEmpty());
}

TEST(QuestionWarnings, AskingForMoreLeavesPeopleWithTooFew) {
    auto before = with_questions();
    before.questions_to_register = 3;
    EXPECT_THAT(warnings(before, with_questions()), testing::ElementsAre(HasSubstr("choose anew")));
    EXPECT_THAT(warnings(with_questions(), before), IsEmpty());
}

}  // namespace
}  // namespace rekey::tenant
