#include "http/pipeline/language.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "http/pipeline/weighted.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kMostTags = 10;
constexpr std::size_t kLongestTag = 35;  // RFC 5646 section 4.4.1

bool is_tag(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= kLongestTag && std::ranges::all_of(text, fits);
}

}  // namespace

std::vector<std::string> preferred_languages(std::string_view accept_language) {
    std::multimap<int, std::string_view, std::greater<>> best_first;  // equal weights stay in the order they came
    for (const auto& [tag, weight] : weighted_list(accept_language)) best_first.emplace(weight, tag);
    std::vector<std::string> tags;
    for (const auto& [weight, tag] : best_first) {
        if (weight > 0 && is_tag(tag) && tags.size() < kMostTags) tags.emplace_back(tag);
    }
    return tags;
}

}  // namespace rekey::http
