#pragma once
#include <string_view>

namespace rekey::store {

/// Who of a directory can reset, as it was counted last.
inline constexpr std::string_view kReadinessSchema = R"sql(
CREATE TABLE directory_readiness (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    due_at {int} NOT NULL,
    made_at {int},
    people {int} NOT NULL,
    ready {int} NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (tenant_id, directory_id),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE
) {table};
)sql";

}  // namespace rekey::store
