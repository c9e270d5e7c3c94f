#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/many.hpp"
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

// Returns a row, also where there is nothing: one that looks like any other, without an id. A stranger cannot tell by time.
constinit const Query kAuthenticatorsOf{
    "authenticator.of",
    "SELECT a.id, COALESCE(a.kind, 'email'), COALESCE(a.address_sealed, $4), COALESCE(a.source, 'person'), a.verified_at,"
    " COALESCE(a.usable_from, 0), COALESCE(a.created_at, 0), a.usable_until FROM tenant t"
    " LEFT JOIN authenticator a ON a.tenant_id = t.id AND a.identity_id = $2 AND (a.usable_until IS NULL OR a.usable_until > $3)"
    " AND a.quarantined_at IS NULL WHERE t.id = $1 ORDER BY a.created_at, a.id"};

std::vector<method::Authenticator> read_authenticators(const Scope& scope, const IdentityId& identity, const Rows& rows) {
    std::vector<method::Authenticator> all;
    all.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        const auto id = row.get<std::optional<AuthenticatorId>>(0);
        method::Authenticator one;
        one.id = id.value_or(AuthenticatorId{});
        one.identity = identity;
        one.kind = store::known(method::parse_kind(row.get<std::string_view>(1)), "authenticator.kind");
        one.address = id ? scope.open(row.get<ByteView>(2), kAddress, id->view()) : scope.open_stand_in();
        one.source = store::known(method::parse_source(row.get<std::string_view>(3)), "authenticator.source");
        one.verified_at = row.get<std::optional<Instant>>(4);
        one.usable_from = row.get<Instant>(5);
        one.created_at = row.get<Instant>(6);
        one.usable_until = row.get<std::optional<Instant>>(7);
        if (id) all.push_back(std::move(one));
    }
    return all;
}

std::vector<method::Authenticator> Authenticators::of(const IdentityId& identity) {
    return read_authenticators(scope_, identity,
                               scope_.session.execute(kAuthenticatorsOf, {scope_.tenant, identity, scope_.session.now(), scope_.stand_in}));
}

void Authenticators::insert(std::span<const method::Authenticator> authenticators) {
    insert_all<kInsert>(scope_.session, authenticators, [&](const method::Authenticator& one, Kept& kept) {
        return std::array<Param, 9>{
            scope_.tenant,    one.id,          one.identity,    name(one.kind), kept(scope_.seal(one.address, kAddress, one.id.view())),
            name(one.source), one.verified_at, one.usable_from, one.created_at};
    });
}

bool Authenticators::remove(const IdentityId& identity, const AuthenticatorId& id) {
    return scope_.session.execute(kRemove, {scope_.tenant, identity, id}).changed() == 1;
}

}  // namespace rekey::store
