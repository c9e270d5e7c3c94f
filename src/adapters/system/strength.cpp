#include "adapters/system/strength.hpp"

#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace rekey::system {
namespace {

constexpr std::size_t kMostCharacters = 100;

/// Guesses below which a password has score 0, 1, 2, 3. The library is a port of the first zxcvbn, which estimates more bits than the
/// later one, so these are the first one's bounds (100 s, 10^4 s, 10^6 s, 10^8 s at 10 000 guesses a second).
constexpr std::array kGuesses{1e6, 1e8, 1e10, 1e12};

bool starts_character(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::string_view first_characters(std::string_view text, std::size_t most) noexcept {
    std::size_t seen = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (starts_character(text[at]) && ++seen > most) return text.substr(0, at);
    }
    return text;
}

}  // namespace

int ZxcvbnEstimator::strength(const Secret& password, const std::vector<std::string>& known) const {
    std::vector<const char*> words;
    for (const auto& word : known) {
        if (!word.empty()) words.push_back(word.c_str());
    }
    words.push_back(nullptr);
    std::string head(first_characters(password.reveal(), kMostCharacters));
    const double bits = ZxcvbnMatch(head.c_str(), words.data(), nullptr);
    wipe(head);
    const double guesses = std::exp2(bits) / 2;  // half of them on average
    return static_cast<int>(std::ranges::count_if(kGuesses, [guesses](double bound) { return guesses >= bound; }));
}

}  // namespace rekey::system
