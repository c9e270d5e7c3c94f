#pragma once
#include <string>
#include <vector>

namespace rekey::ports {

/// Spoken sound, 8000 samples a second, -1 to 1 each.
using Sound = std::vector<float>;
constexpr int kSoundRate = 8000;

struct SpeakingVoice {
    std::string language;           ///< en, en-us, nl
    std::string variant = {};       ///< one of the synthesiser's; empty: its own
    int words_a_minute = 130;
    int pitch = 45;                 ///< 0 to 100
};

/// Says a text. Safe to call from several threads. Throws Fault(Invariant) when there is no such voice.
class Speech {
public:
    virtual ~Speech() = default;
    /// Without silence at both ends, as loud as every other; empty when nothing is heard.
    [[nodiscard]] virtual Sound say(const std::string& text, const SpeakingVoice& voice) const = 0;
};

}  // namespace rekey::ports
