#include "flows/sync/group_sync.hpp"

#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {

Mac GroupSync::digest(const directory::Group& group) const {
    std::string members;
    for (const auto& dn : group.members) members.append(dn).push_back('\n');
    return scope_.ports.admin.macs.mac(ports::MacPurpose::DirectoryEntry,
                                       {as_bytes("group"), as_bytes(group.dn), as_bytes(group.name), as_bytes(members)});
}

/// False: another group of the tenant has the name.
bool GroupSync::name(ports::UnitOfWork& unit, const directory::Group& group, ports::EntryLink& link) const {
    const auto& admin = scope_.ports.admin;
    if (link.group) return unit.memberships().rename(*link.group, group.name);
    const auto id = ports::make_id<GroupId>(admin.entropy);
    if (!unit.groups().insert(id, group.name)) return false;
    record(unit, admin.entropy, scope_.actor, audit::Kind::GroupAdded, std::nullopt,
           {{"group", group.name}, {"directory", scope_.directory.name}});
    link.group = id;
    return true;
}

Did GroupSync::write(ports::UnitOfWork& unit, const directory::Group& group, const std::optional<ports::EntryLink>& link,
                     std::string& trouble) const {
    auto next = link.value_or(ports::EntryLink{group.anchor, {}, {}, false, {}, {}});
    const bool is_new = !next.group;
    next.dn = group.dn;
    next.digest = digest(group);
    next.trouble = name(unit, group, next) ? "" : "group_name_taken";
    trouble = next.trouble;
    unit.entries().put(scope_.directory.id, next);
    if (!next.group) return Did::Quarantined;
    auto& memberships = unit.memberships();
    memberships.set(scope_.directory.id, *next.group, memberships.resolve(scope_.directory.id, group.members));
    if (!next.trouble.empty()) return Did::Quarantined;
    return is_new ? Did::Added : Did::Updated;
}

void GroupSync::remove(ports::UnitOfWork& unit, const ports::EntryLink& link) const {
    if (!link.group) return unit.entries().remove(scope_.directory.id, link.anchor);
    unit.groups().remove(*link.group);  // the entry goes with it
    record(unit, scope_.ports.admin.entropy, scope_.actor, audit::Kind::GroupRemoved, std::nullopt, {{"directory", scope_.directory.name}});
}

}  // namespace rekey::flows
