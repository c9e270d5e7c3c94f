#include "adapters/store/repositories/registration.hpp"

namespace rekey::store {
namespace {

constexpr Query kFind{"registration.find",
                      "SELECT skips, confirmed_at, first_session, preferred, frozen_at, removals, invited_at, version FROM registration"
                      " WHERE tenant_id = $1 AND identity_id = $2"};
constexpr Query kInsert{
    "registration.insert",
    "INSERT INTO registration (tenant_id, identity_id, skips, confirmed_at, first_session, preferred, frozen_at, removals, invited_at,"
    " version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT DO NOTHING RETURNING version"};
constexpr Query kUpdate{"registration.update",
                        "UPDATE registration SET skips = $3, confirmed_at = $4, first_session = $5, preferred = $6, frozen_at = $7,"
                        " removals = $8, invited_at = $9, version = version + 1"
                        " WHERE tenant_id = $1 AND identity_id = $2 AND version = $10 RETURNING version"};
constexpr Query kVerified{"authenticator.verified",
                          "UPDATE authenticator SET verified_at = $4 WHERE tenant_id = $1 AND id = $3 AND identity_id = $2"};
// `usable_until IS NULL` lets one of two changes end it.
constexpr Query kEndMethod{"authenticator.end",
                           "UPDATE authenticator SET usable_until = $4, replaced_by = $5 WHERE tenant_id = $1 AND id = $3"
                           " AND identity_id = $2 AND usable_until IS NULL RETURNING id"};
constexpr Query kUseNow{"authenticator.use_now",
                        "UPDATE authenticator SET usable_from = $4 WHERE tenant_id = $1 AND id = $3 AND identity_id = $2"
                        " AND usable_from > $4 RETURNING id"};
constexpr Query kEndReplaced{"authenticator.end_replaced",
                             "UPDATE authenticator SET usable_until = $4 WHERE tenant_id = $1 AND identity_id = $2"
                             " AND replaced_by = $3 AND usable_until > $4"};
constexpr Query kQuarantine{"authenticator.quarantine",
                            "UPDATE authenticator SET quarantined_at = $4 WHERE tenant_id = $1 AND id = $3 AND identity_id = $2"
                            " AND quarantined_at IS NULL RETURNING id"};
constexpr Query kRelease{"authenticator.release",
                         "UPDATE authenticator SET quarantined_at = NULL WHERE tenant_id = $1 AND id = $3 AND identity_id = $2"};
// What had not ended yet goes on.
constexpr Query kKeep{"authenticator.keep",
                      "UPDATE authenticator SET usable_until = NULL, replaced_by = NULL WHERE tenant_id = $1 AND identity_id = $2"
                      " AND replaced_by = $3 AND usable_until > $4"};
constexpr Query kQuarantined{"authenticator.quarantined",
                             "SELECT id FROM authenticator WHERE tenant_id = $1 AND identity_id = $2 AND quarantined_at IS NOT NULL"
                             " ORDER BY created_at, id"};
constexpr Query kAdministrators{"identity.administrators",
                                "SELECT id FROM identity WHERE tenant_id = $1 AND role <> 'person' AND status = 'enabled' ORDER BY id"};

template <class IdType>
std::vector<IdType> ids(const Rows& rows) {
    std::vector<IdType> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows[i].get<IdType>(0));
    return all;
}

}  // namespace

registration::Record Registrations::find(const IdentityId& identity) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, identity});
    if (rows.empty()) return {};
    const auto row = rows.front();
    registration::Record record;
    record.skips = row.get<std::int64_t>(0);
    record.confirmed_at = row.get<std::optional<Instant>>(1);
    record.first_session = row.get<std::optional<SessionId>>(2);
    record.preferred = row.get<std::optional<AuthenticatorId>>(3);
    record.frozen_at = row.get<std::optional<Instant>>(4);
    record.removals = row.get<std::int64_t>(5);
    record.invited_at = row.get<std::optional<Instant>>(6);
    record.version = row.get<std::int64_t>(7);
    return record;
}

bool Registrations::save(const IdentityId& identity, const registration::Record& record) {
    if (record.version == 0) {
        return !scope_.session
                    .execute(kInsert, {scope_.tenant, identity, record.skips, record.confirmed_at, record.first_session, record.preferred,
                                       record.frozen_at, record.removals, record.invited_at})
                    .empty();
    }
    return !scope_.session
                .execute(kUpdate, {scope_.tenant, identity, record.skips, record.confirmed_at, record.first_session, record.preferred,
                                   record.frozen_at, record.removals, record.invited_at, record.version})
                .empty();
}

void Registrations::verified(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) {
    scope_.session.post(kVerified, {scope_.tenant, identity, authenticator, at});
}

bool Registrations::end_method(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at,
                               const AuthenticatorId& successor) {
    return !scope_.session.execute(kEndMethod, {scope_.tenant, identity, authenticator, at, successor}).empty();
}

void Registrations::keep_replaced_by(const IdentityId& identity, const AuthenticatorId& successor, Instant now) {
    scope_.session.post(kKeep, {scope_.tenant, identity, successor, now});
}

bool Registrations::use_now(const IdentityId& identity, const AuthenticatorId& authenticator, Instant now) {
    if (scope_.session.execute(kUseNow, {scope_.tenant, identity, authenticator, now}).empty()) return false;
    scope_.session.post(kEndReplaced, {scope_.tenant, identity, authenticator, now});
    return true;
}

bool Registrations::quarantine(const IdentityId& identity, const AuthenticatorId& authenticator, Instant at) {
    return !scope_.session.execute(kQuarantine, {scope_.tenant, identity, authenticator, at}).empty();
}

void Registrations::release(const IdentityId& identity, const AuthenticatorId& authenticator) {
    scope_.session.post(kRelease, {scope_.tenant, identity, authenticator});
}

std::vector<AuthenticatorId> Registrations::quarantined(const IdentityId& identity) {
    return ids<AuthenticatorId>(scope_.session.execute(kQuarantined, {scope_.tenant, identity}));
}

std::vector<IdentityId> Registrations::administrators() {
    return ids<IdentityId>(scope_.session.execute(kAdministrators, {scope_.tenant}));
}

}  // namespace rekey::store
