#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "ports/speech.hpp"

namespace rekey::captcha {

constexpr int kSampleRate = ports::kSoundRate;  ///< samples a second of everything here

using Samples = ports::Sound;
/// The ten digits, each without silence around it.
using Digits = std::array<Samples, 10>;

/// The language a digit is spoken in: "en" or "nl", by the first part of a language tag (RFC 5646); English for every other.
[[nodiscard]] std::string_view spoken_language(std::string_view tag) noexcept;

/// How many different voices speak each language.
constexpr std::size_t kVoices = 4;

/// Spoken digits, made when a language and voice is first asked for (some 50 ms) and kept (some 200 KB). Safe to call from several threads.
/// Throws Fault(Invariant) when the voices are missing.
class Speech final {
public:
    /// The port outlives it.
    explicit Speech(const ports::Speech& speech) : speech_(speech) {}
    /// The reference stays good as long as this object.
    [[nodiscard]] const Digits& digits(std::string_view language, std::size_t voice);

private:
    const ports::Speech& speech_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::size_t>, Digits> known_;
};

}  // namespace rekey::captcha
