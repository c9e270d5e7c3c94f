#include <algorithm>

#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/repositories/many.hpp"
#include "adapters/store/repositories/together.hpp"

namespace rekey::store {
namespace {

constexpr Query kRename{
    "membership.rename",
    "UPDATE identity_group SET name = $3 WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM identity_group o"
    " WHERE o.tenant_id = $1 AND o.name = $3 AND o.id <> $2) RETURNING id"};
constexpr Query kResolve{"membership.resolve",
                         "SELECT dn, identity_id, group_id FROM directory_entry WHERE tenant_id = $1 AND directory_id = $2"
                         " AND gone_at IS NULL AND dn IN " REKEY_THIRTY_TWO};
constexpr Query kIdentitiesOf{"membership.identities_of", "SELECT member_id FROM group_identity WHERE tenant_id = $1 AND group_id = $2"};
constexpr Query kGroupsOf{"membership.groups_of", "SELECT member_id FROM group_group WHERE tenant_id = $1 AND group_id = $2"};
constexpr Query kAddIdentity{"membership.add_identity",
                             "INSERT INTO group_identity (tenant_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr Query kDropIdentity{"membership.drop_identity",
                              "DELETE FROM group_identity WHERE tenant_id = $1 AND group_id = $2 AND member_id = $3"};
constexpr Query kAddGroup{"membership.add_group",
                          "INSERT INTO group_group (tenant_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr Query kDropGroup{"membership.drop_group", "DELETE FROM group_group WHERE tenant_id = $1 AND group_id = $2 AND member_id = $3"};
constexpr Query kDropWaiting{"membership.drop_waiting", "DELETE FROM directory_member WHERE tenant_id = $1 AND group_id = $2"};
constexpr Query kAddWaiting{"membership.add_waiting",
                            "INSERT INTO directory_member (tenant_id, directory_id, group_id, dn) VALUES ($1, $2, $3, $4)"
                            " ON CONFLICT DO NOTHING"};
// To SQLite a CROSS JOIN says what comes first: those who wait, who are few, and not all entries.
constexpr Query kJoinIdentities{
    "membership.join_identities",
    "INSERT INTO group_identity (tenant_id, group_id, member_id) SELECT w.tenant_id, w.group_id, e.identity_id FROM directory_member w"
    " CROSS JOIN directory_entry e WHERE w.tenant_id = $1 AND w.directory_id = $2"
    " AND e.tenant_id = w.tenant_id AND e.directory_id = w.directory_id AND e.dn = w.dn AND e.identity_id IS NOT NULL AND e.gone_at IS NULL ON CONFLICT DO NOTHING"};
constexpr Query kJoinGroups{
    "membership.join_groups",
    "INSERT INTO group_group (tenant_id, group_id, member_id) SELECT w.tenant_id, w.group_id, e.group_id FROM directory_member w"
    " CROSS JOIN directory_entry e WHERE w.tenant_id = $1 AND w.directory_id = $2"
    " AND e.tenant_id = w.tenant_id AND e.directory_id = w.directory_id AND e.dn = w.dn AND e.group_id IS NOT NULL AND e.gone_at IS NULL ON CONFLICT DO NOTHING"};
constexpr Query kDropJoined{
    "membership.drop_joined",
    "DELETE FROM directory_member WHERE tenant_id = $1 AND directory_id = $2 AND EXISTS (SELECT 1 FROM directory_entry e"
    " WHERE e.tenant_id = directory_member.tenant_id AND e.directory_id = directory_member.directory_id AND e.dn = directory_member.dn"
    " AND (e.identity_id IS NOT NULL OR e.group_id IS NOT NULL) AND e.gone_at IS NULL)"};

/// Those of the first that are not among the second.
template <class Id>
std::vector<Id> without(std::vector<Id> all, std::vector<Id> others) {
    std::ranges::sort(all);
    std::ranges::sort(others);
    std::vector<Id> left;
    std::ranges::set_difference(all, others, std::back_inserter(left));
    return left;
}

}  // namespace

bool Memberships::rename(const GroupId& group, std::string_view name) {
    return !scope_.session.execute(kRename, {scope_.tenant, group, name}).empty();
}

ports::GroupMembers Memberships::resolve(const DirectoryId& directory, std::span<const std::string> dns) {
    std::vector<Mac> keys;
    for (const auto& dn : dns) keys.push_back(dn_key(scope_, directory, dn));
    ports::GroupMembers members;
    std::vector<Mac> known;
    for (const auto& asked : ask_in(scope_, kResolve, {scope_.tenant, directory}, std::span<const Mac>(keys))) {
        const auto rows = asked.rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto identity = rows[i].get<std::optional<IdentityId>>(1);
            const auto group = rows[i].get<std::optional<GroupId>>(2);
            if (identity) members.identities.push_back(*identity);
            if (group) members.groups.push_back(*group);
            if (identity || group) known.push_back(rows[i].get<Mac>(0));
        }
    }
    std::ranges::sort(known, {}, &Mac::bytes);
    for (std::size_t i = 0; i < dns.size(); ++i) {
        if (!std::ranges::binary_search(known, keys[i].bytes, {}, &Mac::bytes)) members.unknown.push_back(dns[i]);
    }
    return members;
}

void Memberships::set(const DirectoryId& directory, const GroupId& group, const ports::GroupMembers& members) {
    auto& session = scope_.session;
    const auto identities_today = session.ask(kIdentitiesOf, {scope_.tenant, group});
    const auto groups_today = session.ask(kGroupsOf, {scope_.tenant, group});
    const auto identities = ids_of<IdentityId>(identities_today.rows());
    const auto groups = ids_of<GroupId>(groups_today.rows());
    const auto row_of = [&](const auto& id, Kept&) { return std::array<Param, 3>{scope_.tenant, group, id}; };
    for (const auto& id : without(identities, members.identities)) session.post(kDropIdentity, {scope_.tenant, group, id});
    for (const auto& id : without(groups, members.groups)) session.post(kDropGroup, {scope_.tenant, group, id});
    insert_all<kAddIdentity>(session, without(members.identities, identities), row_of);
    insert_all<kAddGroup>(session, without(members.groups, groups), row_of);
    session.post(kDropWaiting, {scope_.tenant, group});
    insert_all<kAddWaiting>(session, members.unknown, [&](const std::string& dn, Kept& kept) {
        return std::array<Param, 4>{scope_.tenant, directory, group, kept(dn_key(scope_, directory, dn))};
    });
}

std::int64_t Memberships::join_waiting(const DirectoryId& directory) {
    const auto joined = scope_.session.execute(kJoinIdentities, {scope_.tenant, directory}).changed() +
                        scope_.session.execute(kJoinGroups, {scope_.tenant, directory}).changed();
    scope_.session.post(kDropJoined, {scope_.tenant, directory});
    return joined;
}

}  // namespace rekey::store
