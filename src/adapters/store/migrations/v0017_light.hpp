#pragma once
#include <string_view>

namespace rekey::store {

/// Indexes that cost every arrival of a person and lead nobody anywhere: no query asks who belongs to a directory (its entries tell), and
/// only entries of groups are looked for by their group.
inline constexpr std::string_view kLightSchema = R"sql(
DROP INDEX identity_directory;
DROP INDEX directory_entry_group;
CREATE INDEX directory_entry_group ON directory_entry (tenant_id, group_id) WHERE group_id IS NOT NULL;
)sql";

}  // namespace rekey::store
