#pragma once
#include <string_view>

namespace rekey::store {

/// Which providers may have taken a message without saying so: another one is asked first. Names with a space between them.
inline constexpr std::string_view kProvidersSchema = "ALTER TABLE outbox ADD COLUMN may_have_it TEXT";

}  // namespace rekey::store
