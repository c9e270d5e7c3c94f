#include "http/pipeline/weighted.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kMostEntries = 32;

/// "0", "1", "0.5", "0.123" in thousandths.
std::optional<int> parse_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) return std::nullopt;
    int weight = text[0] == '1' ? 1000 : 0;
    int place = 100;
    for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (digit < '0' || digit > '9') return std::nullopt;
        weight += (digit - '0') * place;
        place /= 10;
    }
    if (weight > 1000) return std::nullopt;
    return weight;
}

}  // namespace

std::vector<std::pair<std::string_view, int>> weighted_list(std::string_view header) {
    std::vector<std::pair<std::string_view, int>> entries;
    while (!header.empty() && entries.size() < kMostEntries) {
        const auto end = std::min(header.find(','), header.size());
        const auto entry = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));

        const auto semicolon = std::min(entry.find(';'), entry.size());
        const auto name = trim(entry.substr(0, semicolon));
        const auto parameter = trim(entry.substr(std::min(semicolon + 1, entry.size())));
        std::optional<int> weight = 1000;
        if (!parameter.empty()) weight = parameter.starts_with("q=") ? parse_weight(parameter.substr(2)) : std::nullopt;
        if (!name.empty() && weight) entries.emplace_back(name, *weight);
    }
    return entries;
}

}  // namespace rekey::http
