#pragma once
#include "ports/speech.hpp"

namespace rekey::speech {

/// Speech by espeak-ng. Any number of these share the process's one synthesiser.
class EspeakSpeech final : public ports::Speech {
public:
    [[nodiscard]] ports::Sound say(const std::string& text, const ports::SpeakingVoice& voice) const override;
};

}  // namespace rekey::speech
