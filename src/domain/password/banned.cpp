#include "domain/password/banned.hpp"

#include <algorithm>
#include <vector>

#include "domain/password/fold.hpp"

namespace rekey::password {
namespace {

constexpr std::size_t kEnoughPoints = 5;

/// The fewest points over all ways to split `text` into words and single characters.
std::size_t score(std::u32string_view text, std::span<const Folded> words) {
    std::vector<std::size_t> best(text.size() + 1);
    for (std::size_t i = 0; i < best.size(); ++i) best[i] = i;
    for (std::size_t i = 0; i < text.size(); ++i) {
        best[i + 1] = std::min(best[i + 1], best[i] + 1);
        for (const auto& word : words) {
            const auto end = i + word.view().size();
            if (end > i && text.substr(i).starts_with(word.view())) best[end] = std::min(best[end], best[i] + 1);
        }
    }
    return best[text.size()];
}

}  // namespace

bool within_one_edit(std::u32string_view a, std::u32string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto differs = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    if (a.size() == b.size()) return differs == a.size() || a.substr(differs + 1) == b.substr(differs + 1);
    return a.substr(differs) == b.substr(differs + 1);
}

bool is_banned(std::u32string_view folded, std::span<const std::string> words) {
    std::vector<Folded> terms;
    terms.reserve(words.size());
    for (const auto& word : words) terms.push_back(fold(std::string_view(word)));

    const bool near = std::ranges::any_of(terms, [&](const Folded& term) { return within_one_edit(folded, term.view()); });
    const auto points = score(folded, terms);
    // A candidate that is merely short holds none of the words: its length is another rule's business.
    return near || (points < kEnoughPoints && points < folded.size());
}

}  // namespace rekey::password
