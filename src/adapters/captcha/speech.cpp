#include "adapters/captcha/speech.hpp"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace rekey::captcha {
namespace {

/// A voice of espeak-ng with a variant, and how it speaks: words a minute, pitch from 0 to 100.
struct Voice {
    const char* name;
    int speed, pitch;
};

constexpr std::array<Voice, kVoices> kEnglish{{{"en", 130, 45}, {"en-us+f2", 125, 55}, {"en+m3", 135, 35}, {"en-us+f4", 130, 50}}};
constexpr std::array<Voice, kVoices> kDutch{{{"nl", 130, 45}, {"nl+f2", 125, 55}, {"nl+m3", 135, 35}, {"nl+f4", 130, 50}}};

// The library keeps one synthesiser for the whole process: one mutex for it, whoever calls.
std::mutex& synthesiser() {
    static std::mutex mutex;
    return mutex;
}

/// Where the callback of the library puts what is spoken; guarded by synthesiser().
std::vector<short>* listening = nullptr;

int hear(short* samples, int count, espeak_EVENT* /*events*/) {
    constexpr int kGoOn = 0;
    if (samples != nullptr && count > 0) listening->insert(listening->end(), samples, samples + count);
    return kGoOn;
}

/// The library's own rate of samples a second. Starts it when that has not happened yet.
int start_synthesiser() {
    static const int rate = [] {
        constexpr int kBufferMillis = 500;
        const int started = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, kBufferMillis, nullptr, espeakINITIALIZE_DONT_EXIT);
        if (started <= 0) throw Fault(FaultKind::Invariant, "captcha: espeak-ng does not start; install espeak-ng-data");
        espeak_SetSynthCallback(hear);
        return started;
    }();
    return rate;
}

std::vector<short> speak(const std::string& text) {
    std::vector<short> heard;
    listening = &heard;
    const auto failed = espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, nullptr);
    listening = nullptr;
    if (failed != EE_OK) throw Fault(FaultKind::Invariant, "captcha: espeak-ng does not speak");
    return heard;
}

/// Low-pass by a windowed sinc just under half of the new rate, so that nothing folds back; then every n-th sample, in between linearly.
Samples to_own_rate(const std::vector<short>& heard, int rate) {
    constexpr int kHalf = 24;
    const double cut = 0.45 * kSampleRate / rate;
    std::array<double, 2 * kHalf + 1> taps{};
    for (int i = -kHalf; i <= kHalf; ++i) {
        const double angle = 2 * std::numbers::pi * cut * i;
        const double window = 0.54 + 0.46 * std::cos(std::numbers::pi * i / kHalf);
        taps[static_cast<std::size_t>(i + kHalf)] = window * (i == 0 ? 2 * cut : std::sin(angle) / (std::numbers::pi * i));
    }
    const auto count = static_cast<std::ptrdiff_t>(heard.size());
    Samples samples(heard.size() * kSampleRate / static_cast<std::size_t>(rate));
    for (std::size_t n = 0; n < samples.size(); ++n) {
        const auto middle = static_cast<std::ptrdiff_t>(n) * rate / kSampleRate;
        double sum = 0;
        for (std::ptrdiff_t i = -kHalf; i <= kHalf; ++i) {
            const auto at = middle + i;
            if (at >= 0 && at < count) sum += taps[static_cast<std::size_t>(i + kHalf)] * heard[static_cast<std::size_t>(at)];
        }
        samples[n] = static_cast<float>(sum / 32768);
    }
    return samples;
}

/// Without the silence at both ends, and as loud as every other.
Samples trimmed(const Samples& samples) {
    constexpr float kSilence = 0.01F, kLoudest = 0.8F;
    const auto audible = [](float sample) { return std::abs(sample) > kSilence; };
    const auto first = std::ranges::find_if(samples, audible);
    const auto last = std::find_if(samples.rbegin(), samples.rend(), audible).base();
    if (first == samples.end()) return {};
    Samples kept(first, last);
    float loudest = 0;
    for (const float sample : kept) loudest = std::max(loudest, std::abs(sample));
    for (float& sample : kept) sample *= kLoudest / loudest;
    return kept;
}

Digits speak_digits(const Voice& voice) {
    const std::scoped_lock alone(synthesiser());
    const int rate = start_synthesiser();
    if (espeak_SetVoiceByName(voice.name) != EE_OK) {
        throw Fault(FaultKind::Invariant, "captcha: espeak-ng has no voice " + std::string(voice.name) + "; install espeak-ng-data");
    }
    espeak_SetParameter(espeakRATE, voice.speed, 0);
    espeak_SetParameter(espeakPITCH, voice.pitch, 0);
    Digits digits;
    for (std::size_t digit = 0; digit < digits.size(); ++digit) digits[digit] = trimmed(to_own_rate(speak(std::to_string(digit)), rate));
    return digits;
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
    return known_.emplace(key, speak_digits((spoken == "nl" ? kDutch : kEnglish).at(key.second))).first->second;
}

}  // namespace rekey::captcha
