// The part of Identities that deals with names: user names and aliases.
#include <algorithm>

#include "adapters/store/repositories/columns.hpp"
#include "adapters/store/repositories/identities.hpp"

namespace rekey::store {
namespace {

constexpr Query kClaim{"identifier.claim_user_name",
                       "INSERT INTO identifier (tenant_id, mac, identity_id, is_user_name, folded_sealed) VALUES ($1, $2, $3, 1, $4)"
                       " ON CONFLICT (tenant_id, mac) DO UPDATE SET is_user_name = 1"
                       " WHERE identifier.identity_id = excluded.identity_id RETURNING mac"};
constexpr Query kRelease{"identifier.release_user_name",
                         "DELETE FROM identifier WHERE tenant_id = $1 AND identity_id = $2 AND is_user_name = 1 AND mac <> $3"};
constexpr Query kAddAlias{"identifier.add_alias",
                          "INSERT INTO identifier (tenant_id, mac, identity_id, is_user_name, folded_sealed) VALUES ($1, $2, $3, 0, $4)"
                          " ON CONFLICT (tenant_id, mac) DO UPDATE SET is_user_name = identifier.is_user_name"
                          " WHERE identifier.identity_id = excluded.identity_id RETURNING mac"};
constexpr Query kRemoveAlias{"identifier.remove_alias",
                             "DELETE FROM identifier WHERE tenant_id = $1 AND identity_id = $2 AND mac = $3 AND is_user_name = 0"};
constexpr Query kOf{"identifier.of",
                    "SELECT mac, folded_sealed FROM identifier WHERE tenant_id = $1 AND identity_id = $2 ORDER BY is_user_name DESC, mac"};
constexpr Query kPage{"identifier.page",
                      "SELECT n.mac, n.folded_sealed, n.identity_id, i.status FROM identifier n"
                      " JOIN identity i ON i.tenant_id = n.tenant_id AND i.id = n.identity_id"
                      " WHERE n.tenant_id = $1 AND n.mac > $2 AND n.is_user_name = 1 ORDER BY n.mac LIMIT 500"};

struct Named {
    std::string folded;
    IdentityId id;
    friend auto operator<=>(const Named&, const Named&) = default;
};

}  // namespace

Mac identifier_key(const Scope& scope, std::string_view folded) {
    return scope.hash.mac(ports::MacPurpose::Address, {scope.tenant.view(), as_bytes(folded)});
}

void Identities::claim_user_name(const IdentityId& id, const identity::FoldedIdentifier& name, const Mac& key) {
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, key, id, scope_.seal(name.text, kFolded, key.view())});
    // The caller's statement found the name free, so somebody took it in this moment: run the unit again and find it taken.
    if (rows.empty()) throw Fault(FaultKind::Serialization, "identifier.claim_user_name: taken meanwhile");
    scope_.session.post(kRelease, {scope_.tenant, id, key});
}

bool Identities::add_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) {
    const auto key = identifier_key(scope_, alias.text);
    return !scope_.session.execute(kAddAlias, {scope_.tenant, key, id, scope_.seal(alias.text, kFolded, key.view())}).empty();
}

void Identities::remove_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) {
    scope_.session.post(kRemoveAlias, {scope_.tenant, id, identifier_key(scope_, alias.text)});
}

std::vector<std::string> Identities::identifiers(const IdentityId& id) {
    const auto rows = scope_.session.execute(kOf, {scope_.tenant, id});
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(scope_.open(rows[i].get<ByteView>(1), kFolded, rows[i].get<ByteView>(0)));
    if (names.size() > 1) std::sort(names.begin() + 1, names.end());
    return names;
}

std::vector<identity::Identity> Identities::list(std::string_view prefix, std::string_view after, std::int64_t limit, bool deleted) {
    // Keeps only the least `limit` names that fit, so that memory does not grow with the tenant.
    std::vector<Named> least;
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(limit, 0));
    auto last = Mac{};
    for (bool more = most > 0; more;) {
        const auto rows = scope_.session.execute(kPage, {scope_.tenant, last});
        for (std::size_t i = 0; i < rows.size(); ++i) {
            last = rows[i].get<Mac>(0);
            if ((rows[i].get<std::string_view>(3) == name(identity::Status::Deleted)) != deleted) continue;
            Named named{scope_.open(rows[i].get<ByteView>(1), kFolded, last.view()), rows[i].get<IdentityId>(2)};
            if (!named.folded.starts_with(prefix) || (!after.empty() && named.folded <= after)) continue;
            least.insert(std::ranges::lower_bound(least, named), std::move(named));
            if (least.size() > most) least.pop_back();
        }
        more = rows.size() == 500;
    }
    std::vector<identity::Identity> found;
    for (const auto& named : least) {
        if (auto identity = find(named.id)) found.push_back(*std::move(identity));
    }
    return found;
}

}  // namespace rekey::store
