// Security questions over both stores: registering them, answering them in a reset, and what a stranger can tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "flows/question_proof.hpp"
#include "support/registration_rig.hpp"

namespace rekey::test {
namespace {

using flows::StepKind;
using method::Kind;
using registration::Item;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kAnna = "anna@contoso.example";
const std::vector<std::string> kChosen{"first_pet", "soft_toy", "first_street", "nickname", "first_love"};

class Questions : public StoreTest {
protected:
    Questions() : rig(store(), entropy(), macs(), hasher()) {
        rig.set("methods", "email\ntotp\nsecurity_questions");
        rig.set("gates", "2");
        rig.set("failed_proofs_per_day", "20");
    }

    template <class T>
    static ErrorCode error_of(const Result<T>& result) {
        return result ? throw std::logic_error("there is no error") : result.error().code;
    }

    /// Anna, with a mailbox and five answers.
    IdentityId anna(std::string_view user = kAnna) {
        const auto id = rig.add_person(user, "private." + std::string(user));
        rig.add_questions(id);
        return id;
    }

    struct Open {
        Secret handle;
        flows::StepView step;
    };
    Result<Open> ask(std::string_view user = kAnna) {
        auto started = rig.start(user).value();
        return choose({std::move(*started.handle), started.step}, Kind::SecurityQuestions);
    }
    Result<Open> choose(Open open, Kind kind) {
        const auto chosen = std::ranges::find(open.step.methods, kind, &flows::MethodView::kind);
        if (chosen == open.step.methods.end()) return fail(ErrorCode::NotFound);
        const auto asked = rig.service.choose_method(rig.tenant, open.handle, chosen->id, {});
        if (!asked) return std::unexpected(asked.error());
        return Open{std::move(open.handle), asked->step};
    }
    Result<Open> answer(const Open& open, const flows::Proof& proof) {
        auto answered = rig.service.answer(rig.tenant, open.handle, open.step.challenge, proof);
        if (!answered) return std::unexpected(answered.error());
        return Open{std::move(*answered->handle), answered->step};
    }
    Result<Open> answer_right(const Open& open) { return answer(open, ResetRig::answers_to(open.step.questions)); }
    static std::vector<std::string> ids(const Open& open) {
        std::vector<std::string> all;
        for (const auto& question : open.step.questions) all.push_back(question.id);
        return all;
    }

    Result<flows::EnrollmentView> start(const std::optional<Secret>& session, std::vector<std::string> questions, std::string_view word,
                                        std::string_view replaces = {}) {
        flows::StartEnrollment command{Item::Questions, {}, {}, {}, std::string(replaces), std::move(questions), {}};
        for (const auto& question : command.questions) command.answers.emplace_back(std::string(word) + " to " + question);
        return rig.registrations.start(rig.tenant, session, command, rig.caller);
    }
    Result<flows::RegistrationStatus> enroll(const std::optional<Secret>& session, std::string_view word = "Answer",
                                             std::string_view replaces = {}) {
        const auto begun = start(session, kChosen, word, replaces);
        if (!begun) return std::unexpected(begun.error());
        return rig.registrations.save(rig.tenant, session, *begun->handle, rig.caller);
    }

    RegistrationRig rig;
};

TEST_P(Questions, AreRegisteredAndOpenOneOfTwoGates) {
    const auto id = rig.add_person(kAnna, "anna@private.example");
    const auto session = rig.sign_in(id);
    const auto choice = rig.registrations.questions(rig.tenant, session).value();
    EXPECT_EQ(choice.choose, 5);
    EXPECT_GE(choice.questions.size(), 30U);
    const auto status = enroll(session).value();
    const auto mine = std::ranges::find(status.methods, Item::Questions, &flows::MethodInfo::item);
    ASSERT_NE(mine, status.methods.end());
    EXPECT_EQ(mine->questions, 5);

    sql("UPDATE authenticator SET usable_from = 0");  // the next day
    const auto open = ask().value();
    EXPECT_EQ(open.step.kind, StepKind::AnswerQuestions);
    EXPECT_THAT(open.step.questions, SizeIs(3));
    const auto next = answer_right(open).value();
    EXPECT_EQ(next.step.kind, StepKind::ChooseMethod);
    EXPECT_EQ(next.step.gate, 2);
    EXPECT_THAT(next.step.methods, SizeIs(1)) << "the other channel";
    const auto mail = rig.service.choose_method(rig.tenant, next.handle, next.step.methods[0].id, {}).value();
    const auto last = rig.service.answer(rig.tenant, next.handle, mail.step.challenge, {Secret{rig.newest_code()}});
    EXPECT_EQ(last->step.kind, StepKind::SetPassword);
}

TEST_P(Questions, AreNotThereWithOneGateOrForAdministrators) {
    const auto id = anna();
    rig.set("gates", "1");
    EXPECT_EQ(error_of(ask()), ErrorCode::NotFound);
    const auto session = rig.sign_in(id);
    EXPECT_EQ(error_of(rig.registrations.questions(rig.tenant, session)), ErrorCode::MethodNotOffered);
    EXPECT_EQ(error_of(start(session, kChosen, "Answer")), ErrorCode::MethodNotOffered);
    rig.set("gates", "2");
    EXPECT_TRUE(ask());
    rig.change(id, [](auto& person) { person.role = identity::Role::Helpdesk; });
    EXPECT_EQ(error_of(ask()), ErrorCode::NotFound);
    EXPECT_EQ(error_of(rig.registrations.questions(rig.tenant, rig.sign_in(id))), ErrorCode::MethodNotOffered);
}

TEST_P(Questions, NobodyCanReadTheAnswersBack) {
    const auto id = rig.add_person(kAnna, "anna@private.example");
    const auto session = rig.sign_in(id);
    ASSERT_TRUE(start(session, kChosen, "Zeldzaam"));
    EXPECT_EQ(dump().find("eldzaam"), std::string::npos) << "while it is under way";
    ASSERT_TRUE(enroll(session, "Zeldzaam"));
    EXPECT_EQ(dump().find("eldzaam"), std::string::npos);
    for (const auto& event : rig.events()) {
        for (const auto& [key, value] : event.details) EXPECT_EQ(value.find("eldzaam"), std::string::npos) << key;
    }
}

TEST_P(Questions, AreJudgedBeforeAnythingIsHashed) {
    const auto session = rig.sign_in(rig.add_person(kAnna, "anna@private.example"));
    const auto before = rig.hasher.count.load();
    EXPECT_EQ(error_of(start(session, {"first_pet", "soft_toy", "first_street", "nickname"}, "Answer")), ErrorCode::InvalidInput);
    EXPECT_EQ(error_of(start(session, kChosen, "x" + std::string(40, 'x'))), ErrorCode::AnswerRefused);
    flows::StartEnrollment user_id{Item::Questions, {}, {}, {}, {}, kChosen, {}};
    for (const auto* typed : {"Anna", "Beertje", "Dorpsstraat", "Muis", "Karel"}) user_id.answers.emplace_back(std::string_view(typed));
    EXPECT_EQ(error_of(rig.registrations.start(rig.tenant, session, user_id, rig.caller)), ErrorCode::AnswerRefused);
    EXPECT_EQ(rig.hasher.count - before, 0);
    ASSERT_TRUE(start(session, kChosen, "Answer"));
    EXPECT_EQ(rig.hasher.count - before, 5);
}

TEST_P(Questions, CountOnlyWhenTheyAreKept) {
    const auto id = rig.add_person(kAnna, "anna@private.example");
    const auto session = rig.sign_in(id);
    const auto begun = start(session, kChosen, "Answer").value();
    EXPECT_EQ(begun.state, registration::State::Started);
    EXPECT_THAT(rig.on_file(id), SizeIs(1));
    EXPECT_EQ(error_of(rig.registrations.prove(rig.tenant, session, *begun.handle, Secret{"Answer"}, rig.caller)),
              ErrorCode::NotAllowedNow);
    ASSERT_TRUE(rig.registrations.cancel(rig.tenant, session, *begun.handle));
    EXPECT_EQ(error_of(rig.registrations.save(rig.tenant, session, *begun.handle, rig.caller)), ErrorCode::AttemptEnded);
    EXPECT_THAT(rig.on_file(id), SizeIs(1));
}

TEST_P(Questions, ASecondSetReplacesTheFirst) {
    const auto id = rig.add_person(kAnna);
    const auto session = rig.sign_in(id);
    const auto first = enroll(session).value();
    EXPECT_EQ(error_of(start(session, kChosen, "Other")), ErrorCode::AlreadyExists);
    ASSERT_TRUE(enroll(session, "Other", first.methods.at(0).id.text()));
    EXPECT_THAT(rig.on_file(id), SizeIs(1));
    const auto open = ask().value();
    EXPECT_EQ(error_of(answer_right(open)), ErrorCode::CodeMismatch);
    flows::Proof other;
    for (const auto& question : ids(open)) other.answers.emplace_back("other to " + question);
    EXPECT_TRUE(answer(open, other));
}

TEST_P(Questions, WhatIsStoredOfAnAnswerIsGoodForItsQuestionOnly) {
    std::vector<registration::AnsweredQuestion> same;
    for (const auto* question : {"first_pet", "soft_toy"}) same.push_back({question, Secret{"rex"}});
    const auto set = flows::make_question_set(same, entropy(), hasher(), macs());
    EXPECT_NE(set.answered[0].verifier, set.answered[1].verifier);
    const auto again = flows::make_question_set(same, entropy(), hasher(), macs());
    EXPECT_NE(again.salt, set.salt);
    EXPECT_NE(again.answered[0].verifier, set.answered[0].verifier);
}

TEST_P(Questions, OneWrongAnswerIsAWrongTryAndNobodyIsToldWhich) {
    anna();
    const auto open = ask().value();
    const auto right = [&] { return ResetRig::answers_to(open.step.questions); };
    for (std::size_t wrong = 0; wrong < 3; ++wrong) {
        const auto before = rig.hasher.count.load();
        auto proof = right();
        proof.answers[wrong] = Secret{"something else"};
        EXPECT_EQ(error_of(answer(open, proof)), ErrorCode::CodeMismatch);
        EXPECT_EQ(rig.hasher.count - before, 3) << "whatever the first one says";
    }
    auto swapped = right();
    std::swap(swapped.answers[0], swapped.answers[1]);
    EXPECT_EQ(error_of(answer(open, swapped)), ErrorCode::CodeMismatch) << "right, but of another question";
    auto short_one = right();
    short_one.answers.pop_back();
    EXPECT_EQ(error_of(answer(open, short_one)), ErrorCode::TooManyTries) << "the fifth";
    EXPECT_EQ(error_of(answer_right(open)), ErrorCode::TooManyTries);
}

TEST_P(Questions, ACodeIsNoAnswerAndAnswersAreNoCode) {
    anna();
    const auto open = ask().value();
    EXPECT_EQ(error_of(answer(open, {Secret{"no code is drawn for this kind"}})), ErrorCode::CodeMismatch);
    auto more = ResetRig::answers_to(open.step.questions);
    more.answers.emplace_back(std::string_view("one more"));
    EXPECT_EQ(error_of(answer(open, more)), ErrorCode::CodeMismatch);
    const auto next = answer_right(open).value();
    const auto mail = rig.service.choose_method(rig.tenant, next.handle, next.step.methods[0].id, {}).value();
    flows::Proof code_as_answer;
    code_as_answer.answers.emplace_back(rig.newest_code());
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, next.handle, mail.step.challenge, code_as_answer)), ErrorCode::CodeMismatch);
}

TEST_P(Questions, StayForAChallengeAndAreDrawnAnewWithTheNext) {
    anna();
    const auto open = ask().value();
    const auto asked = ids(open);
    static_cast<void>(answer(open, {Secret{"x"}}));
    const auto seen = rig.service.view(rig.tenant, open.handle).value();
    std::vector<std::string> again;
    for (const auto& question : seen.step.questions) again.push_back(question.id);
    EXPECT_EQ(again, asked);

    std::set<std::vector<std::string>> draws;
    std::set<std::string> all;
    for (int i = 0; i < 20; ++i) {
        const auto drawn = ids(ask().value());
        EXPECT_THAT(std::set(drawn.begin(), drawn.end()), SizeIs(3));
        draws.insert(drawn);
        all.insert(drawn.begin(), drawn.end());
    }
    EXPECT_GT(draws.size(), 5U);
    EXPECT_EQ(all, std::set(kChosen.begin(), kChosen.end()));
}

TEST_P(Questions, OfManyRightAnswersToOneChallengeOneIsFirst) {
    anna();
    const auto open = ask().value();
    std::atomic<int> won = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            if (answer_right(open)) ++won;
        });
    }
    threads.clear();
    EXPECT_EQ(won, 1);
}

TEST_P(Questions, TriesAreCountedOverAllAttempts) {
    anna();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(error_of(answer(ask().value(), {Secret{"x"}})), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(answer_right(ask().value())), ErrorCode::CodeMismatch) << "the eleventh, though right";
}

TEST_P(Questions, WhoHasTooFewChoosesAnewWithoutRemovingTheOldOnes) {
    const auto id = rig.add_person(kAnna, "anna@private.example");
    const auto session = rig.sign_in(id);
    rig.set("questions_to_register", "3");
    const auto begun = start(session, {"first_pet", "soft_toy", "first_street"}, "Answer").value();
    ASSERT_TRUE(rig.registrations.save(rig.tenant, session, *begun.handle, rig.caller));
    sql("UPDATE authenticator SET usable_from = 0, verified_at = 1");
    EXPECT_EQ(rig.registrations.status(rig.tenant, session)->missing, 0);
    EXPECT_TRUE(ask());

    rig.set("questions_to_register", "5");
    EXPECT_EQ(error_of(ask()), ErrorCode::NotFound);
    const auto status = rig.registrations.status(rig.tenant, session).value();
    EXPECT_EQ(status.missing, 1);
    EXPECT_EQ(status.interrupt, registration::Interrupt::Register);
    EXPECT_EQ(std::ranges::count(status.to_set_up, Item::Questions, &flows::ItemOffer::item), 1);
    EXPECT_EQ(std::ranges::count(status.methods, Item::Questions, &flows::MethodInfo::item), 1) << "they can still be seen and removed";
    const auto after = enroll(session).value();
    EXPECT_EQ(after.missing, 0);
    EXPECT_EQ(
        std::ranges::count_if(rig.on_file(id), [](const auto& each) { return each.kind == Kind::SecurityQuestions && !each.usable_until; }),
        1);
}

TEST_P(Questions, AWithdrawnQuestionIsAskedNoMore) {
    anna();
    rig.set("questions_to_register", "4");
    rig.set("questions_left_out", "soft_toy");
    for (int i = 0; i < 10; ++i) EXPECT_THAT(ids(ask().value()), testing::Not(testing::Contains("soft_toy")));
    rig.set("questions_left_out", "soft_toy\nnickname");
    EXPECT_EQ(error_of(ask()), ErrorCode::NotFound);
}

TEST_P(Questions, AStrangerIsAskedThoseOfTheTenantAlwaysTheSame) {
    rig.set("internal.decoy_shares", "email 100\nsecurity_questions 100\n");
    rig.set("custom_questions", "Which ward did you begin on?");
    const auto seen = [&](std::string_view user) {
        std::set<std::string> all;
        for (int i = 0; i < 25; ++i) {
            const auto open = ask(user).value();
            EXPECT_THAT(open.step.questions, SizeIs(3));
            EXPECT_EQ(error_of(answer(open, ResetRig::answers_to(open.step.questions))), ErrorCode::CodeMismatch);
            for (auto& id : ids(open)) all.insert(std::move(id));
        }
        return all;
    };
    const auto nobody = seen("nobody@contoso.example");
    EXPECT_THAT(nobody, SizeIs(5));
    EXPECT_EQ(seen(" NOBODY@contoso.example"), nobody);
    EXPECT_NE(seen("someone@contoso.example"), nobody);
    // A list that changes a little changes few of them.
    rig.set("custom_questions", "Which ward did you begin on?\nWho was your first mentor?");
    const auto later = seen("nobody@contoso.example");
    std::vector<std::string> both;
    std::ranges::set_intersection(nobody, later, std::back_inserter(both));
    EXPECT_GE(both.size(), 4U);
}

INSTANTIATE_STORES(Questions);

}  // namespace
}  // namespace rekey::test
