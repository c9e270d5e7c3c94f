#pragma once
#include <cstdint>

namespace rekey::voice {

/// The two companding laws of ITU-T G.711: PCMU and PCMA of RFC 3551.
enum class Law : std::uint8_t { Mu, A };

/// One sample, -1 to 1 (louder is cut off), as its byte.
[[nodiscard]] std::uint8_t encode(Law law, float sample) noexcept;

}  // namespace rekey::voice
