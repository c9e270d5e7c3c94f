#pragma once
#include <string_view>

#include "adapters/captcha/chance.hpp"
#include "adapters/captcha/speech.hpp"
#include "base/bytes.hpp"

namespace rekey::captcha {

/// The digits of `answer`, spoken one by one by changing voices, faster and slower, with pauses that differ, over a murmur of other speech
/// and noise. A WAV file (RIFF, PCM 16 bit, 8 kHz, mono) of at most 150 000 bytes. The same chance leads to the same bytes.
[[nodiscard]] Bytes speak_answer(Speech& speech, std::string_view language, std::string_view answer, Chance chance);

/// A WAV file of these samples; louder than -1 to 1 is cut off.
[[nodiscard]] Bytes encode_wav(const Samples& samples);

}  // namespace rekey::captcha
