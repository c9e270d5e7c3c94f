#pragma once
#include <string_view>

namespace rekey::store {

/// All that is asked of somebody's methods lies in one place, in the order in which it is asked. To read it costs one seek, whether there
/// is anything or nothing: how long it takes does not tell a person from a decoy.
inline constexpr std::string_view kTogetherSchema = R"sql(
DROP INDEX authenticator_identity;
CREATE INDEX authenticator_of ON authenticator (tenant_id, identity_id, created_at, id, quarantined_at, usable_until, usable_from,
                                                verified_at, kind, source, address_sealed);
)sql";

}  // namespace rekey::store
