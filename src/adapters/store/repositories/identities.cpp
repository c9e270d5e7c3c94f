#include "adapters/store/repositories/identities.hpp"

#include "adapters/store/repositories/columns.hpp"

namespace rekey::store {
namespace {

constexpr Query kFind{"identity.find",
                      "SELECT id, user_name_sealed, display_name_sealed, given_name_sealed, surname_sealed, language, status, role,"
                      " security_stamp, version, created_at, directory_id"
                      " FROM identity WHERE tenant_id = $1 AND id = $2"};

constexpr Query kFindByName{"identity.find_by_name",
                            "SELECT i.id, i.user_name_sealed, i.display_name_sealed, i.given_name_sealed, i.surname_sealed, i.language,"
                            " i.status, i.role, i.security_stamp, i.version, i.created_at, i.directory_id"
                            " FROM identifier n JOIN identity i ON i.tenant_id = n.tenant_id AND i.id = n.identity_id"
                            " WHERE n.tenant_id = $1 AND n.mac = $2 AND i.status <> $3"};

// Both look for an identity, and return a row, also where it is nobody: a stranger cannot tell by time. A name of nobody's is looked for
// with the id of nobody.
constexpr Query kAccount{"identity.account",
                         "SELECT i.id, COALESCE(i.status, 'enabled'), COALESCE(i.role, 'person'), COALESCE(i.security_stamp, 0),"
                         " i.directory_id"
                         " FROM tenant t LEFT JOIN identity i ON i.tenant_id = t.id AND i.id = $2 WHERE t.id = $1"};
constexpr Query kAccountByName{"identity.account_by_name",
                               "SELECT i.id, COALESCE(i.status, 'enabled'), COALESCE(i.role, 'person'), COALESCE(i.security_stamp, 0),"
                               " i.directory_id FROM tenant t LEFT JOIN identifier n ON n.tenant_id = t.id AND n.mac = $2"
                               " LEFT JOIN identity i ON i.tenant_id = t.id AND i.id = COALESCE(n.identity_id, $4) AND i.status <> $3"
                               " WHERE t.id = $1"};

// A name that is taken leaves no trace: the condition and the insert are one statement.
constexpr Query kInsert{"identity.insert",
                        "INSERT INTO identity (tenant_id, id, user_name_sealed, display_name_sealed, given_name_sealed, surname_sealed,"
                        " language, status, role, security_stamp, version, created_at, deleted_at, directory_id)"
                        " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, CAST($13 AS BIGINT), CAST($15 AS {bytes})"
                        " WHERE NOT EXISTS (SELECT 1 FROM identifier WHERE tenant_id = $1 AND mac = $14) RETURNING id"};

constexpr Query kUpdate{"identity.update",
                        "UPDATE identity SET user_name_sealed = $3, display_name_sealed = $4, given_name_sealed = $5, surname_sealed = $6,"
                        " language = $7, status = $8, role = $9, security_stamp = $10, version = version + 1,"
                        " deleted_at = CASE WHEN $8 = $11 THEN COALESCE(deleted_at, $12) ELSE NULL END"
                        " WHERE tenant_id = $1 AND id = $2 AND version = $13 AND NOT EXISTS"
                        " (SELECT 1 FROM identifier n WHERE n.tenant_id = $1 AND n.mac = $14 AND n.identity_id <> $2) RETURNING id"};

constexpr Query kRaiseStamp{"identity.raise_security_stamp",
                            "UPDATE identity SET security_stamp = security_stamp + 1, version = version + 1"
                            " WHERE tenant_id = $1 AND id = $2 RETURNING security_stamp"};

std::optional<identity::Account> read_account(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    const auto id = row.get<std::optional<IdentityId>>(0);
    const identity::Account account{id.value_or(IdentityId{}),
                                    known(identity::parse_status(row.get<std::string_view>(1)), "identity.status"),
                                    known(identity::parse_role(row.get<std::string_view>(2)), "identity.role"), row.get<std::int64_t>(3),
                                    row.get<std::optional<DirectoryId>>(4)};
    return id ? std::optional(account) : std::nullopt;
}

identity::FoldedIdentifier folded(const identity::Identity& identity) {
    auto name = identity::fold(identity.user_name);
    if (!name) throw Fault(FaultKind::Invariant, "identity.user_name can name nobody: check it before it is stored");
    return *std::move(name);
}

}  // namespace

identity::Identity Identities::read(const Row& row) const {
    identity::Identity found;
    found.id = row.get<IdentityId>(0);
    const auto key = found.id.view();
    found.user_name = scope_.open(row.get<ByteView>(1), kUserName, key);
    found.display_name = scope_.open(row.get<ByteView>(2), kDisplayName, key);
    found.given_name = scope_.open(row.get<ByteView>(3), kGivenName, key);
    found.surname = scope_.open(row.get<ByteView>(4), kSurname, key);
    found.language = row.get<std::string>(5);
    found.status = known(identity::parse_status(row.get<std::string_view>(6)), "identity.status");
    found.role = known(identity::parse_role(row.get<std::string_view>(7)), "identity.role");
    found.security_stamp = row.get<std::int64_t>(8);
    found.version = row.get<std::int64_t>(9);
    found.created_at = row.get<Instant>(10);
    found.authority = row.get<std::optional<DirectoryId>>(11);
    return found;
}

std::optional<identity::Identity> Identities::find(const IdentityId& id) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, id});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::optional<identity::Identity> Identities::find(const identity::FoldedIdentifier& identifier) {
    const auto rows =
        scope_.session.execute(kFindByName, {scope_.tenant, identifier_key(scope_, identifier.text), name(identity::Status::Deleted)});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

ports::Later<std::optional<identity::Account>> Identities::account(const IdentityId& id) {
    return later(scope_.session.ask(kAccount, {scope_.tenant, id}), read_account);
}

ports::Later<std::optional<identity::Account>> Identities::account(const identity::FoldedIdentifier& identifier) {
    return later(scope_.session.ask(kAccountByName, {scope_.tenant, identifier_key(scope_, identifier.text),
                                                     name(identity::Status::Deleted), IdentityId{}}),
                 read_account);
}

bool Identities::insert(const identity::Identity& identity) {
    const auto user_name = folded(identity);
    const auto key = identifier_key(scope_, user_name.text);
    const auto row = identity.id.view();
    const auto deleted_at = identity.status == identity::Status::Deleted ? std::optional(scope_.session.now()) : std::nullopt;
    const auto rows = scope_.session.execute(
        kInsert, {scope_.tenant, identity.id, scope_.seal(identity.user_name, kUserName, row),
                  scope_.seal(identity.display_name, kDisplayName, row), scope_.seal(identity.given_name, kGivenName, row),
                  scope_.seal(identity.surname, kSurname, row), identity.language, name(identity.status), name(identity.role),
                  identity.security_stamp, identity.version, identity.created_at, deleted_at, key, identity.authority});
    if (rows.empty()) return false;
    claim_user_name(identity.id, user_name, key);
    return true;
}

bool Identities::update(const identity::Identity& identity) {
    const auto user_name = folded(identity);
    const auto key = identifier_key(scope_, user_name.text);
    const auto row = identity.id.view();
    const auto rows = scope_.session.execute(
        kUpdate, {scope_.tenant, identity.id, scope_.seal(identity.user_name, kUserName, row),
                  scope_.seal(identity.display_name, kDisplayName, row), scope_.seal(identity.given_name, kGivenName, row),
                  scope_.seal(identity.surname, kSurname, row), identity.language, name(identity.status), name(identity.role),
                  identity.security_stamp, name(identity::Status::Deleted), scope_.session.now(), identity.version, key});
    if (rows.empty()) return false;
    claim_user_name(identity.id, user_name, key);
    return true;
}

ports::Later<std::optional<std::int64_t>> Identities::raise_security_stamp(const IdentityId& id) {
    return later(scope_.session.ask(kRaiseStamp, {scope_.tenant, id}),
                 [](const Rows& rows) { return rows.empty() ? std::nullopt : std::optional(rows.front().get<std::int64_t>(0)); });
}

}  // namespace rekey::store
