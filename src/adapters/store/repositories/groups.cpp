#include <algorithm>

#include "adapters/store/repositories/columns.hpp"
#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/shared_queries.hpp"

namespace rekey::store {
namespace {

constexpr Query kInsert{
    "group.insert",
    "INSERT INTO identity_group (tenant_id, id, name) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id"};
constexpr Query kFind{"group.find",
                      "SELECT g.id, g.name,"
                      " (SELECT count(*) FROM group_identity m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id),"
                      " (SELECT count(*) FROM group_group m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id),"
                      " (SELECT d.name FROM directory_entry e JOIN directory d ON d.tenant_id = e.tenant_id AND d.id = e.directory_id"
                      "  WHERE e.tenant_id = g.tenant_id AND e.group_id = g.id LIMIT 1)"
                      " FROM identity_group g WHERE g.tenant_id = $1 AND g.name = $2"};
constexpr Query kList{"group.list",
                      "SELECT g.id, g.name,"
                      " (SELECT count(*) FROM group_identity m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id),"
                      " (SELECT count(*) FROM group_group m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id),"
                      " (SELECT d.name FROM directory_entry e JOIN directory d ON d.tenant_id = e.tenant_id AND d.id = e.directory_id"
                      "  WHERE e.tenant_id = g.tenant_id AND e.group_id = g.id LIMIT 1)"
                      " FROM identity_group g WHERE g.tenant_id = $1"};
constexpr Query kRemove{"group.remove", "DELETE FROM identity_group WHERE tenant_id = $1 AND id = $2"};
constexpr Query kAddIdentity{
    "group.add_identity",
    "INSERT INTO group_identity (tenant_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING group_id"};
constexpr Query kRemoveIdentity{"group.remove_identity",
                                "DELETE FROM group_identity WHERE tenant_id = $1 AND group_id = $2 AND member_id = $3"};
constexpr Query kAddGroup{
    "group.add_group",
    "INSERT INTO group_group (tenant_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING group_id"};
constexpr Query kRemoveGroup{"group.remove_group", "DELETE FROM group_group WHERE tenant_id = $1 AND group_id = $2 AND member_id = $3"};
constexpr Query kPeople{
    "group.people",
    "SELECT i.id, i.user_name_sealed FROM group_identity m JOIN identity i ON i.tenant_id = m.tenant_id AND i.id = m.member_id"
    " WHERE m.tenant_id = $1 AND m.group_id = $2"};
constexpr Query kSubgroups{"group.subgroups",
                           "SELECT g.name FROM group_group m JOIN identity_group g ON g.tenant_id = m.tenant_id AND g.id = m.member_id"
                           " WHERE m.tenant_id = $1 AND m.group_id = $2"};
ports::Group read(const Row& row) {
    return {row.get<GroupId>(0), row.get<std::string>(1), row.get<std::int64_t>(2), row.get<std::int64_t>(3),
            row.get<std::optional<std::string>>(4).value_or("")};
}

}  // namespace

// UNION drops what was seen before, so a cycle of groups ends.
constinit const Query kGroupNamesOf{"group.names_of",
                                    "WITH RECURSIVE up (id) AS ("
                                    " SELECT group_id FROM group_identity WHERE tenant_id = $1 AND member_id = $2"
                                    " UNION SELECT m.group_id FROM group_group m JOIN up ON m.member_id = up.id WHERE m.tenant_id = $1)"
                                    " SELECT g.name FROM up JOIN identity_group g ON g.id = up.id WHERE g.tenant_id = $1"};

std::vector<std::string> read_group_names(const Rows& rows) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].get<std::string>(0));
    std::ranges::sort(names);
    return names;
}

bool Groups::insert(const GroupId& id, std::string_view name) {
    return !scope_.session.execute(kInsert, {scope_.tenant, id, name}).empty();
}

std::optional<ports::Group> Groups::find(std::string_view name) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, name});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::vector<ports::Group> Groups::list() {
    const auto rows = scope_.session.execute(kList, {scope_.tenant});
    std::vector<ports::Group> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read(rows[i]));
    std::ranges::sort(all, {}, &ports::Group::name);  // here: the databases sort text by different rules
    return all;
}

void Groups::remove(const GroupId& id) { scope_.session.post(kRemove, {scope_.tenant, id}); }

bool Groups::add_identity(const GroupId& group, const IdentityId& member) {
    return !scope_.session.execute(kAddIdentity, {scope_.tenant, group, member}).empty();
}

bool Groups::remove_identity(const GroupId& group, const IdentityId& member) {
    return scope_.session.execute(kRemoveIdentity, {scope_.tenant, group, member}).changed() == 1;
}

bool Groups::add_group(const GroupId& group, const GroupId& member) {
    return !scope_.session.execute(kAddGroup, {scope_.tenant, group, member}).empty();
}

bool Groups::remove_group(const GroupId& group, const GroupId& member) {
    return scope_.session.execute(kRemoveGroup, {scope_.tenant, group, member}).changed() == 1;
}

std::vector<std::string> Groups::members(const GroupId& group) {
    std::vector<std::string> people, groups;
    const auto identities = scope_.session.execute(kPeople, {scope_.tenant, group});
    for (std::size_t i = 0; i < identities.size(); ++i) {
        people.push_back(scope_.open(identities[i].get<ByteView>(1), kUserName, identities[i].get<ByteView>(0)));
    }
    const auto subgroups = scope_.session.execute(kSubgroups, {scope_.tenant, group});
    for (std::size_t i = 0; i < subgroups.size(); ++i) groups.push_back(subgroups[i].get<std::string>(0));
    std::ranges::sort(people);
    std::ranges::sort(groups);
    people.insert(people.end(), groups.begin(), groups.end());
    return people;
}

std::vector<std::string> Groups::names_of(const IdentityId& member) {
    return read_group_names(scope_.session.execute(kGroupNamesOf, {scope_.tenant, member}));
}

}  // namespace rekey::store
