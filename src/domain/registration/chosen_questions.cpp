#include "domain/registration/chosen_questions.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "domain/method/security_answer.hpp"
#include "domain/tenant/questions.hpp"

namespace rekey::registration {
namespace {

std::optional<std::string_view> why_not(const Secret& answer, const tenant::Question& question, std::span<const std::string> names) {
    const auto length = code_points(answer.reveal());
    if (length < method::kShortestAnswer || length > method::kLongestAnswer) return "too short or too long";
    const auto given_away = [&](const auto& text) { return method::stands_in(answer, text.second); };
    if (std::ranges::any_of(question.texts, given_away)) return "in its question";
    const auto is_name = [&](const std::string& name) {
        return answer.reveal() == to_caseless(name) || answer.reveal() == to_caseless(name.substr(0, name.find('@')));
    };
    if (std::ranges::any_of(names, is_name)) return "the user ID";
    return std::nullopt;
}

}  // namespace

Result<std::vector<AnsweredQuestion>> judge_answers(const tenant::Settings& settings, std::span<const std::string> questions,
                                                    std::span<const Secret> answers, std::span<const std::string> names) {
    if (std::ssize(questions) != settings.questions_to_register || answers.size() != questions.size())
        return fail(ErrorCode::InvalidInput, "not as many questions as are asked for");
    if (std::set(questions.begin(), questions.end()).size() != questions.size()) return fail(ErrorCode::InvalidInput, "a question twice");
    std::vector<AnsweredQuestion> judged;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto question = tenant::find_question(settings, questions[i]);
        if (!question) return fail(ErrorCode::InvalidInput, "a question that is not on offer");
        AnsweredQuestion one{questions[i], method::fold_answer(answers[i])};
        if (const auto why = why_not(one.answer, *question, names)) return fail(ErrorCode::AnswerRefused, std::string(*why));
        const auto same = [&](const auto& other) { return other.answer.reveal() == one.answer.reveal(); };
        if (std::ranges::any_of(judged, same)) return fail(ErrorCode::AnswerRefused, "the same answer twice");
        judged.push_back(std::move(one));
    }
    return judged;
}

std::vector<std::string> questions_to_ask(const tenant::Settings& settings, std::span<const std::string> answered) {
    const auto offered = tenant::questions_on_offer(settings);
    std::vector<std::string> asked;
    for (const auto& id : answered) {
        const bool still = std::ranges::find(offered, id, &tenant::Question::id) != offered.end();
        if (still && std::ssize(asked) < settings.questions_to_register) asked.push_back(id);
    }
    if (std::ssize(asked) < settings.questions_to_register) asked.clear();
    return asked;
}

}  // namespace rekey::registration
