#pragma once
#include <string_view>

namespace rekey::store {

/// A challenge that is confirmed by the keys of the phone that is called: the number its page shows, and when it was typed there. What a
/// call came to finds its challenge by the message.
inline constexpr std::string_view kConfirmSchema = R"sql(
ALTER TABLE challenge ADD COLUMN number {int};
ALTER TABLE challenge ADD COLUMN confirmed_at {int};
CREATE INDEX challenge_message ON challenge (tenant_id, message_id) WHERE message_id IS NOT NULL;
)sql";

}  // namespace rekey::store
