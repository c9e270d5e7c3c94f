#pragma once
#include <string_view>

namespace rekey::store {

/// One password of a person is written at a time: of two at once nobody could tell by the directory which one it has taken. An unlock is no
/// password, and may be asked for beside one.
inline constexpr std::string_view kOneWriteSchema = R"sql(
DELETE FROM writeback WHERE what <> 'unlock' AND EXISTS
    (SELECT 1 FROM writeback other WHERE other.tenant_id = writeback.tenant_id AND other.identity_id = writeback.identity_id
     AND other.what <> 'unlock' AND other.id < writeback.id);
CREATE UNIQUE INDEX writeback_password ON writeback (tenant_id, identity_id) WHERE what <> 'unlock';
)sql";

}  // namespace rekey::store
