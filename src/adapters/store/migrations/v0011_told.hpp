#pragma once
#include <string_view>

namespace rekey::store {

/// A challenge knows the message that carries its code: who may be told is told what became of it.
inline constexpr std::string_view kToldSchema = "ALTER TABLE challenge ADD COLUMN message_id {bytes}";

}  // namespace rekey::store
