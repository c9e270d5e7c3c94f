#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/tenant/settings.hpp"

namespace rekey::tenant {

/// A security question of ours. Ids are stored and never change.
struct PredefinedQuestion {
    std::string_view id, en, nl;
};
[[nodiscard]] std::span<const PredefinedQuestion> predefined_questions() noexcept;
[[nodiscard]] bool is_predefined_question(std::string_view id) noexcept;

/// Characters of a tenant's own question.
inline constexpr std::size_t kShortestQuestion = 3, kLongestQuestion = 200;

/// They are never enough alone: offered only where this many proofs are asked for.
inline constexpr std::int64_t kGatesForQuestions = 2;

/// A question that people may choose. One of the tenant's own is called "own:" and its text, which is the same in every language: who changes
/// a word of it asks another question.
struct Question {
    std::string id;
    std::map<std::string, std::string> texts;  ///< by language, for each of the tenant's
};

/// All that the tenant offers, ours first.
[[nodiscard]] std::vector<Question> questions_on_offer(const Settings& settings);
[[nodiscard]] std::optional<Question> find_question(const Settings& settings, std::string_view id);

}  // namespace rekey::tenant
