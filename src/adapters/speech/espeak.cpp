#include "adapters/speech/espeak.hpp"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <numbers>

#include "base/error.hpp"

namespace rekey::speech {
namespace {

using ports::kSoundRate;
using ports::Sound;

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
        if (started <= 0) throw Fault(FaultKind::Invariant, "speech: espeak-ng does not start; install espeak-ng-data");
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
    if (failed != EE_OK) throw Fault(FaultKind::Invariant, "speech: espeak-ng does not speak");
    return heard;
}

/// Low-pass by a windowed sinc just under half of the new rate, so that nothing folds back; then every n-th sample, in between linearly.
Sound to_own_rate(const std::vector<short>& heard, int rate) {
    constexpr int kHalf = 24;
    const double cut = 0.45 * kSoundRate / rate;
    std::array<double, 2 * kHalf + 1> taps{};
    for (int i = -kHalf; i <= kHalf; ++i) {
        const double angle = 2 * std::numbers::pi * cut * i;
        const double window = 0.54 + 0.46 * std::cos(std::numbers::pi * i / kHalf);
        taps[static_cast<std::size_t>(i + kHalf)] = window * (i == 0 ? 2 * cut : std::sin(angle) / (std::numbers::pi * i));
    }
    const auto count = static_cast<std::ptrdiff_t>(heard.size());
    Sound samples(heard.size() * kSoundRate / static_cast<std::size_t>(rate));
    for (std::size_t n = 0; n < samples.size(); ++n) {
        const auto middle = static_cast<std::ptrdiff_t>(n) * rate / kSoundRate;
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
Sound trimmed(const Sound& samples) {
    constexpr float kSilence = 0.01F, kLoudest = 0.8F;
    const auto audible = [](float sample) { return std::abs(sample) > kSilence; };
    const auto first = std::ranges::find_if(samples, audible);
    const auto last = std::find_if(samples.rbegin(), samples.rend(), audible).base();
    if (first == samples.end()) return {};
    Sound kept(first, last);
    float loudest = 0;
    for (const float sample : kept) loudest = std::max(loudest, std::abs(sample));
    for (float& sample : kept) sample *= kLoudest / loudest;
    return kept;
}

}  // namespace

Sound EspeakSpeech::say(const std::string& text, const ports::SpeakingVoice& voice) const {
    const auto name = voice.variant.empty() ? voice.language : voice.language + '+' + voice.variant;
    const std::scoped_lock alone(synthesiser());
    const int rate = start_synthesiser();
    if (espeak_SetVoiceByName(name.c_str()) != EE_OK)
        throw Fault(FaultKind::Invariant, "speech: espeak-ng has no voice " + name + "; install espeak-ng-data");
    espeak_SetParameter(espeakRATE, voice.words_a_minute, 0);
    espeak_SetParameter(espeakPITCH, voice.pitch, 0);
    return trimmed(to_own_rate(speak(text), rate));
}

}  // namespace rekey::speech
