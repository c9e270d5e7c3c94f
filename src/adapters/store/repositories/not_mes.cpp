#include "adapters/store/repositories/registration.hpp"

namespace rekey::store {
namespace {

constexpr Query kInsert{"not_me.insert",
                        "INSERT INTO not_me (tenant_id, token, identity_id, what, authenticator_id, happened_at, expires_at)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Query kFind{"not_me.find",
                      "SELECT token, identity_id, what, authenticator_id, happened_at, expires_at, used_at FROM not_me"
                      " WHERE tenant_id = $1 AND token = $2"};
// `used_at IS NULL` makes a link single-use whatever the isolation level.
constexpr Query kUse{"not_me.use",
                     "UPDATE not_me SET used_at = $3 WHERE tenant_id = $1 AND token = $2 AND used_at IS NULL AND expires_at > $3"
                     " RETURNING token"};

}  // namespace

void NotMes::insert(const registration::NotMe& link) {
    scope_.session.post(kInsert,
                        {scope_.tenant, link.token, link.identity, name(link.what), link.authenticator, link.happened_at, link.expires_at});
}

std::optional<registration::NotMe> NotMes::find(const Mac& token) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, token});
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    registration::NotMe link;
    link.token = row.get<Mac>(0);
    link.identity = row.get<IdentityId>(1);
    link.what = known(registration::parse_happening(row.get<std::string_view>(2)), "not_me.what");
    link.authenticator = row.get<std::optional<AuthenticatorId>>(3);
    link.happened_at = row.get<Instant>(4);
    link.expires_at = row.get<Instant>(5);
    link.used_at = row.get<std::optional<Instant>>(6);
    return link;
}

bool NotMes::use(const Mac& token, Instant at) { return !scope_.session.execute(kUse, {scope_.tenant, token, at}).empty(); }

}  // namespace rekey::store
