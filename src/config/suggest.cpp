#include "config/suggest.hpp"

#include <algorithm>

namespace rekey::config {
namespace {

/// Optimal string alignment distance: edits, with a swap of neighbours as one.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view typed, const std::vector<std::string>& candidates) {
    constexpr std::size_t kLongest = 200;  // a key is short; nobody waits for the square of a long one
    if (typed.size() > kLongest) return std::nullopt;
    std::optional<std::string> best;
    std::size_t least = SIZE_MAX;
    for (const auto& candidate : candidates) {
        const auto edits = distance(typed, candidate);
        if (edits < least && edits <= std::max<std::size_t>(1, candidate.size() / 3)) {
            least = edits;
            best = candidate;
        }
    }
    return best;
}

}  // namespace rekey::config
