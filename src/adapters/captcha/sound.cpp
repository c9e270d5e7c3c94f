#include "adapters/captcha/sound.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rekey::captcha {
namespace {

constexpr std::size_t kMostBytes = 150'000;
constexpr std::size_t kHeaderBytes = 44;
constexpr std::size_t kMostSamples = (kMostBytes - kHeaderBytes) / 2;

/// Seconds to samples.
constexpr std::size_t length(float seconds) noexcept { return static_cast<std::size_t>(seconds * kSampleRate); }

/// Played `speed` times as fast, which moves the pitch too, between the samples linearly.
Samples at_speed(const Samples& samples, float speed) {
    Samples changed(static_cast<std::size_t>(static_cast<float>(samples.size()) / speed));
    for (std::size_t n = 0; n < changed.size(); ++n) {
        const float at = static_cast<float>(n) * speed;
        const auto before = std::min(static_cast<std::size_t>(at), samples.size() - 1);
        const auto after = std::min(before + 1, samples.size() - 1);
        const float part = at - static_cast<float>(before);
        changed[n] = samples[before] * (1 - part) + samples[after] * part;
    }
    return changed;
}

const Samples& one_digit(Speech& speech, std::string_view language, char digit, Chance& chance) {
    return speech.digits(language, chance.below(kVoices)).at(static_cast<std::size_t>(digit - '0'));
}

void mix(Samples& into, const Samples& what, std::size_t from, float loudness) {
    for (std::size_t i = 0; i < what.size() && from + i < into.size(); ++i) into[from + i] += what[i] * loudness;
}

/// Digits played backwards, softly, all the time: sounds like speech to a machine and like a murmur to a person.
void add_murmur(Samples& samples, Speech& speech, std::string_view language, Chance& chance) {
    for (std::size_t at = 0; at < samples.size(); at += length(chance.between(0.15F, 0.4F))) {
        auto spoken = at_speed(one_digit(speech, language, static_cast<char>('0' + chance.below(10)), chance), chance.between(0.8F, 1.3F));
        std::ranges::reverse(spoken);
        mix(samples, spoken, at, chance.between(0.06F, 0.14F));
    }
}

/// Noise whose colour and loudness wander, so that it cannot be taken away as one constant.
void add_noise(Samples& samples, Chance& chance) {
    const float period = chance.between(0.7F, 1.6F) * kSampleRate, phase = chance.between(0, 6);
    const float smooth = chance.between(0.3F, 0.7F);
    float held = 0;
    for (std::size_t n = 0; n < samples.size(); ++n) {
        held += smooth * (chance.between(-1, 1) - held);
        const float swell = 0.6F + 0.4F * std::sin(2 * std::numbers::pi_v<float> * static_cast<float>(n) / period + phase);
        samples[n] += 0.09F * swell * held;
    }
}

void put(Bytes& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

}  // namespace

Bytes speak_answer(Speech& speech, std::string_view language, std::string_view answer, Chance chance) {
    Samples samples(length(chance.between(0.4F, 0.7F)));
    for (const char digit : answer) {
        const auto spoken = at_speed(one_digit(speech, language, digit, chance), chance.between(0.92F, 1.12F));
        const auto start = samples.size();
        samples.resize(start + spoken.size() + length(chance.between(0.4F, 0.65F)));
        mix(samples, spoken, start, chance.between(0.75F, 1));
    }
    samples.resize(std::min(samples.size(), kMostSamples));
    add_murmur(samples, speech, language, chance);
    add_noise(samples, chance);
    return encode_wav(samples);
}

Bytes encode_wav(const Samples& samples) {
    constexpr std::uint32_t kPcm = 1, kMono = 1, kBytesPerSample = 2;
    const auto data = static_cast<std::uint32_t>(samples.size()) * kBytesPerSample;
    Bytes wav;
    wav.reserve(kHeaderBytes + data);
    put(wav, "RIFF"), put(wav, data + 36, 4), put(wav, "WAVEfmt "), put(wav, 16, 4);
    put(wav, kPcm, 2), put(wav, kMono, 2), put(wav, kSampleRate, 4), put(wav, kSampleRate * kBytesPerSample, 4);
    put(wav, kBytesPerSample, 2), put(wav, 8 * kBytesPerSample, 2), put(wav, "data"), put(wav, data, 4);
    for (const float sample : samples) {
        put(wav, static_cast<std::uint32_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767)), kBytesPerSample);
    }
    return wav;
}

}  // namespace rekey::captcha
