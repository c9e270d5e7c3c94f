#pragma once
#include <string_view>

namespace rekey::store {

/// Where a person of a directory reads mail: notices go there, and never a code, since the lost password opens it.
inline constexpr std::string_view kMailboxSchema = R"sql(
ALTER TABLE directory_entry ADD COLUMN mail_sealed {bytes};
)sql";

}  // namespace rekey::store
