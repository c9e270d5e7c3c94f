// Security questions of a reset: whose they are, which of them a challenge asks, and those of strangers.
#include <algorithm>

#include "flows/question_proof.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {

void ResetContext::load_questions(ports::UnitOfWork& unit, const tenant::Settings& settings, std::span<const method::Kind> kinds,
                                  Subject& subject) {
    constexpr auto kQuestions = method::Kind::SecurityQuestions;
    if (std::ranges::find(kinds, kQuestions) == kinds.end()) return;
    subject.questions = sets_to_ask(unit.proofs().questions(subject.id), settings);
    std::erase_if(subject.offered,
                  [&](const auto& each) { return each.kind == kQuestions && find_set(subject.questions, each.id) == nullptr; });
}

std::vector<ports::QuestionSet> ResetContext::made_up_questions(const tenant::Settings& settings, std::span<const method::Kind> kinds,
                                                                const reset::Decoy& decoy) const {
    if (std::ranges::find(kinds, method::Kind::SecurityQuestions) == kinds.end()) return {};
    // Also for a decoy that does not show the method, which costs the same.
    const auto found = std::ranges::find(decoy.authenticators, method::Kind::SecurityQuestions, &method::Authenticator::kind);
    const auto id = found == decoy.authenticators.end() ? AuthenticatorId{} : found->id;
    return {QuestionProof(ports_.hasher, ports_.macs, tenant_).made_up(settings, id)};
}

ports::QuestionSet ResetContext::asked(const Loaded& loaded, const reset::Challenge& challenge) const {
    const QuestionProof proof(ports_.hasher, ports_.macs, tenant_);
    const auto* const set = find_set(loaded.subject.questions, challenge.authenticator);
    return proof.drawn(set != nullptr ? *set : proof.made_up(loaded.settings, challenge.authenticator), loaded.settings, challenge.id);
}

std::vector<tenant::Question> ResetContext::questions_of(const Loaded& loaded, const reset::Challenge& challenge) const {
    std::vector<tenant::Question> questions;
    for (const auto& each : asked(loaded, challenge).answered) {
        if (auto question = tenant::find_question(loaded.settings, each.question)) questions.push_back(std::move(*question));
    }
    return questions;
}

}  // namespace rekey::flows
