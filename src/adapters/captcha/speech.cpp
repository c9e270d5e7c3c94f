#include "adapters/captcha/speech.hpp"

#include <utility>

namespace rekey::captcha {
namespace {

using Voices = std::array<ports::SpeakingVoice, kVoices>;

const Voices& voices(std::string_view language) {
    static const Voices english{{{"en", "", 130, 45}, {"en-us", "f2", 125, 55}, {"en", "m3", 135, 35}, {"en-us", "f4", 130, 50}}};
    static const Voices dutch{{{"nl", "", 130, 45}, {"nl", "f2", 125, 55}, {"nl", "m3", 135, 35}, {"nl", "f4", 130, 50}}};
    return language == "nl" ? dutch : english;
}

}  // namespace

std::string_view spoken_language(std::string_view tag) noexcept {
    const auto is_letter = [](char c, char lower) { return c == lower || c == lower - 'a' + 'A'; };
    const bool dutch = tag.size() >= 2 && is_letter(tag[0], 'n') && is_letter(tag[1], 'l') && (tag.size() == 2 || tag[2] == '-');
    return dutch ? "nl" : "en";
}

const Digits& Speech::digits(std::string_view language, std::size_t voice) {
    const auto spoken = spoken_language(language);
    const std::scoped_lock lock(mutex_);
    const std::pair key(std::string(spoken), voice % kVoices);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    Digits digits;
    for (std::size_t digit = 0; digit < digits.size(); ++digit)
        digits[digit] = speech_.say(std::to_string(digit), voices(spoken).at(key.second));
    return known_.emplace(key, std::move(digits)).first->second;
}

}  // namespace rekey::captcha
