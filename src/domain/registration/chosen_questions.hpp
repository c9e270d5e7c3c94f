#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::registration {

/// A security question with the person's answer, folded.
struct AnsweredQuestion {
    std::string question;  ///< its id
    Secret answer;
};

/// Judges the questions a person chose and the answers to them, in the same order. `names` is what the person may type as a user ID.
/// InvalidInput: not as many as the tenant asks for, a question that is not on offer, or one of them twice. AnswerRefused: too short or too
/// long, the same as another one, in its own question, or the user ID.
[[nodiscard]] Result<std::vector<AnsweredQuestion>> judge_answers(const tenant::Settings& settings, std::span<const std::string> questions,
                                                                  std::span<const Secret> answers, std::span<const std::string> names);

/// Of the questions a person has answered, those a reset may ask: as many as are registered today, of those still on offer. Empty when there
/// are too few: the person has to choose anew. So everybody's set has one size, and a stranger learns nothing from it.
[[nodiscard]] std::vector<std::string> questions_to_ask(const tenant::Settings& settings, std::span<const std::string> answered);

}  // namespace rekey::registration
