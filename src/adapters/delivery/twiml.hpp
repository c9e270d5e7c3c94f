#pragma once
#include <string>
#include <string_view>

#include "domain/call/conversation.hpp"
#include "ports/talks.hpp"

namespace rekey::delivery {

// Calls as Twilio makes them: documents that say what to say and where the keys go (https://www.twilio.com/docs/voice/twiml). Twilio keeps no
// state: how many numbers were wrong stands in the query of `action`, which its signature covers.

/// How a call begins. Without `action` it is only said.
[[nodiscard]] std::string twiml_opening(const call::Request& request, const std::string& action);
/// What comes of the keys; `wrong` of the earlier numbers were.
[[nodiscard]] ports::Turn twiml_turn(const call::Request& request, const std::string& action, std::string_view keys, int wrong);
/// Nothing more is said.
[[nodiscard]] std::string twiml_end();

}  // namespace rekey::delivery
