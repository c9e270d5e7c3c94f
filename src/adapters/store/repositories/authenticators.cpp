#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/shared_queries.hpp"

namespace rekey::store {
namespace {

constexpr Column kAddress{"authenticator", "address"};

constexpr Query kInsert{
    "authenticator.insert",
    "INSERT INTO authenticator (tenant_id, id, identity_id, kind, address_sealed, source, verified_at, usable_from, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Query kRemove{"authenticator.remove", "DELETE FROM authenticator WHERE tenant_id = $1 AND identity_id = $2 AND id = $3"};

}  // namespace

constinit const Query kAuthenticatorsOf{
    "authenticator.of",
    "SELECT id, kind, address_sealed, source, verified_at, usable_from, created_at, usable_until FROM authenticator"
    " WHERE tenant_id = $1 AND identity_id = $2 AND (usable_until IS NULL OR usable_until > $3)"
    " AND quarantined_at IS NULL ORDER BY created_at, id"};

std::vector<method::Authenticator> read_authenticators(const Scope& scope, const IdentityId& identity, const Rows& rows) {
    std::vector<method::Authenticator> all;
    all.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        method::Authenticator one;
        one.id = row.get<AuthenticatorId>(0);
        one.identity = identity;
        one.kind = store::known(method::parse_kind(row.get<std::string_view>(1)), "authenticator.kind");
        one.address = scope.open(row.get<ByteView>(2), kAddress, one.id.view());
        one.source = store::known(method::parse_source(row.get<std::string_view>(3)), "authenticator.source");
        one.verified_at = row.get<std::optional<Instant>>(4);
        one.usable_from = row.get<Instant>(5);
        one.created_at = row.get<Instant>(6);
        one.usable_until = row.get<std::optional<Instant>>(7);
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<method::Authenticator> Authenticators::of(const IdentityId& identity) {
    return read_authenticators(scope_, identity,
                               scope_.session.execute(kAuthenticatorsOf, {scope_.tenant, identity, scope_.session.now()}));
}

void Authenticators::insert(const method::Authenticator& authenticator) {
    scope_.session.post(kInsert, {scope_.tenant, authenticator.id, authenticator.identity, name(authenticator.kind),
                                  scope_.seal(authenticator.address, kAddress, authenticator.id.view()), name(authenticator.source),
                                  authenticator.verified_at, authenticator.usable_from, authenticator.created_at});
}

bool Authenticators::remove(const IdentityId& identity, const AuthenticatorId& id) {
    return scope_.session.execute(kRemove, {scope_.tenant, identity, id}).changed() == 1;
}

}  // namespace rekey::store
