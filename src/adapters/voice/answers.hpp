#pragma once
#include <cstdint>
#include <string>

#include "domain/call/call.hpp"

namespace rekey::voice {

/// "486 Busy Here": the code with its standard words (RFC 3261 section 21), never the peer's own, which may repeat a number.
[[nodiscard]] std::string words(std::uint16_t status);

/// What a final answer to a call means that is not 2xx.
[[nodiscard]] call::Outcome outcome_of(std::uint16_t status);

}  // namespace rekey::voice
