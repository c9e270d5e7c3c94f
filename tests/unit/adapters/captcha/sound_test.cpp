#include "adapters/captcha/sound.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "adapters/speech/espeak.hpp"

namespace rekey::captcha {
namespace {

Speech& speech() {
    static const speech::EspeakSpeech espeak;
    static Speech made{espeak};
    return made;
}

Chance chance(std::uint8_t seed) { return Chance(Mac{{seed, 3, 3, 3}}); }

std::uint32_t number_at(ByteView bytes, std::size_t at, std::size_t size) {
    std::uint32_t number = 0;
    for (std::size_t i = size; i-- > 0;) number = number << 8U | bytes[at + i];
    return number;
}

float loudness(const Samples& samples) {
    const float power =
        std::accumulate(samples.begin(), samples.end(), 0.0F, [](float sum, float sample) { return sum + sample * sample; });
    return std::sqrt(power / static_cast<float>(samples.size()));
}

TEST(Wav, HasTheHeaderOf16BitMonoAt8KHz) {
    const auto wav = encode_wav({0, 1, -1, 0.5F, 9, -9});
    EXPECT_EQ(to_text(ByteView(wav).first(4)), "RIFF");
    EXPECT_EQ(number_at(wav, 4, 4), wav.size() - 8);
    EXPECT_EQ(to_text(ByteView(wav).subspan(8, 8)), "WAVEfmt ");
    EXPECT_EQ(number_at(wav, 20, 2), 1U);       // PCM
    EXPECT_EQ(number_at(wav, 22, 2), 1U);       // mono
    EXPECT_EQ(number_at(wav, 24, 4), 8000U);    // samples a second
    EXPECT_EQ(number_at(wav, 28, 4), 16000U);   // bytes a second
    EXPECT_EQ(number_at(wav, 34, 2), 16U);      // bits
    EXPECT_EQ(number_at(wav, 40, 4), 12U);
    EXPECT_EQ(to_text(ByteView(wav).subspan(44)), std::string("\0\0\xFF\x7F\x01\x80\0\x40\xFF\x7F\x01\x80", 12));
}

TEST(Speech, SpeaksEveryDigitInEveryVoiceOfBothLanguages) {
    for (const auto* language : {"en", "nl"}) {
        for (std::size_t voice = 0; voice < kVoices; ++voice) {
            for (const auto& digit : speech().digits(language, voice)) {
                EXPECT_GT(digit.size(), kSampleRate / 8U) << language << voice;
                EXPECT_LT(digit.size(), kSampleRate * 9U / 10) << language << voice;
                EXPECT_GT(loudness(digit), 0.05F) << language << voice;
            }
        }
    }
}

TEST(Speech, DiffersByDigitVoiceAndLanguage) {
    EXPECT_NE(speech().digits("en", 0)[3], speech().digits("en", 0)[4]);
    EXPECT_NE(speech().digits("en", 0)[3], speech().digits("en", 1)[3]);
    EXPECT_NE(speech().digits("en", 0)[3], speech().digits("nl", 0)[3]);
}

TEST(Speech, IsMadeOnceAndKept) {
    EXPECT_EQ(&speech().digits("en", 2), &speech().digits("en-US", 2));
    EXPECT_EQ(&speech().digits("en", 1), &speech().digits("en", 1 + kVoices));
}

TEST(Speech, SpeaksEnglishForALanguageItDoesNotKnow) {
    for (const auto* tag : {"", "n", "en", "EN-gb", "de", "nld", "zh-Hant", "\xFF\xFF"}) EXPECT_EQ(spoken_language(tag), "en") << tag;
    for (const auto* tag : {"nl", "NL", "nl-BE"}) EXPECT_EQ(spoken_language(tag), "nl") << tag;
}

TEST(Sound, StaysUnderItsBoundAndNeverLosesADigit) {
    for (int seed = 0; seed < 40; ++seed) {
        for (const auto* language : {"en", "nl"}) {
            const auto wav = speak_answer(speech(), language, "777000", chance(static_cast<std::uint8_t>(seed)));
            EXPECT_LT(wav.size(), 150'000U) << seed;  // at the bound the last digit would have been cut
            EXPECT_GT(wav.size(), 50'000U) << seed;
        }
    }
}

TEST(Sound, HasNoiseInThePauses) {
    const auto wav = speak_answer(speech(), "en", "123456", chance(5));
    // The first 0.4 s are before the first digit.
    int quiet = 0;
    for (std::size_t at = 44; at < 44 + 6400; at += 2) quiet += wav[at] == 0 && wav[at + 1] == 0 ? 1 : 0;
    EXPECT_LT(quiet, 320);
}

TEST(Sound, IsTheSameForTheSameSeedOnly) {
    const auto once = speak_answer(speech(), "en", "123456", chance(1));
    EXPECT_EQ(once, speak_answer(speech(), "en", "123456", chance(1)));
    EXPECT_NE(once, speak_answer(speech(), "en", "123456", chance(2)));
}

}  // namespace
}  // namespace rekey::captcha
