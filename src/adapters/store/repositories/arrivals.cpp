#include <algorithm>

#include "adapters/store/repositories/columns.hpp"
#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/many.hpp"
#include "adapters/store/repositories/together.hpp"

namespace rekey::store {
namespace {

constexpr Query kOwners{"arrival.owners",
                        "SELECT mac, identity_id FROM identifier WHERE tenant_id = $1 AND mac IN " REKEY_THIRTY_TWO_OF_TENANT};
constexpr Query kInsert{"arrival.insert",
                        "INSERT INTO identity (tenant_id, id, user_name_sealed, display_name_sealed, given_name_sealed, surname_sealed,"
                        " language, status, role, security_stamp, version, created_at, directory_id)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
constexpr Query kClaim{"arrival.claim_user_name",
                       "INSERT INTO identifier (tenant_id, mac, identity_id, is_user_name, folded_sealed) VALUES ($1, $2, $3, 1, $4)"
                       " ON CONFLICT (tenant_id, mac) DO NOTHING"};

}  // namespace

std::vector<std::optional<IdentityId>> Arrivals::owners(std::span<const identity::FoldedIdentifier> names) {
    std::vector<Mac> keys;
    keys.reserve(names.size());
    for (const auto& name : names) keys.push_back(identifier_key(scope_, name.text));
    std::vector<std::pair<Mac, IdentityId>> found;
    for (const auto& asked : ask_in(scope_, kOwners, {scope_.tenant}, std::span<const Mac>(keys))) {
        const auto rows = asked.rows();
        for (std::size_t i = 0; i < rows.size(); ++i) found.emplace_back(rows[i].get<Mac>(0), rows[i].get<IdentityId>(1));
    }
    const auto by_key = [](const auto& each) { return each.first.bytes; };
    std::ranges::sort(found, {}, by_key);
    std::vector<std::optional<IdentityId>> owners;
    owners.reserve(names.size());
    for (const auto& key : keys) {
        const auto at = std::ranges::lower_bound(found, key.bytes, {}, by_key);
        const bool is_there = at != found.end() && at->first == key;
        owners.push_back(is_there ? std::optional(at->second) : std::nullopt);
    }
    return owners;
}

void Arrivals::insert(std::span<const ports::Arrival> people) {
    insert_all<kInsert>(scope_.session, people, [&](const ports::Arrival& arrival, Kept& kept) {
        const auto& person = arrival.person;
        const auto row = person.id.view();
        const auto sealed = [&](const std::string& plain, const Column& column) -> const Bytes& {
            return kept(scope_.seal(plain, column, row));
        };
        return std::array<Param, 13>{scope_.tenant,
                                     person.id,
                                     sealed(person.user_name, kUserName),
                                     sealed(person.display_name, kDisplayName),
                                     sealed(person.given_name, kGivenName),
                                     sealed(person.surname, kSurname),
                                     person.language,
                                     name(person.status),
                                     name(person.role),
                                     person.security_stamp,
                                     person.version,
                                     person.created_at,
                                     person.authority};
    });
    const auto claimed = insert_and_count<kClaim>(scope_.session, people, [&](const ports::Arrival& arrival, Kept& kept) {
        const auto& key = kept(identifier_key(scope_, arrival.name.text));
        return std::array<Param, 4>{scope_.tenant, key, arrival.person.id, kept(scope_.seal(arrival.name.text, kFolded, key.view()))};
    });
    // The caller found the names free, so somebody took one in this moment: run the unit again and find it taken.
    if (claimed != std::ssize(people)) throw Fault(FaultKind::Serialization, "arrival.claim_user_name: taken meanwhile");
}

}  // namespace rekey::store
