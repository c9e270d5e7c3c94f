#include "flows/admin/group_admin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kLongestName = 120;

Result<ports::Group> find_group(ports::UnitOfWork& unit, std::string_view name) {
    auto group = unit.groups().find(name);
    if (!group) return fail(ErrorCode::NotFound, fmt::format("there is no group {}", name));
    return std::move(*group);
}

/// One that is Rekey's own.
Result<ports::Group> find_to_change(ports::UnitOfWork& unit, std::string_view name) {
    auto group = find_group(unit, name);
    if (!group) return group;
    if (auto here = check_mastered_here(*group); !here) return std::unexpected(std::move(here.error()));
    return group;
}

std::vector<MemberName> direct_members(ports::UnitOfWork& unit, const GroupId& group) {
    std::vector<MemberName> members;
    for (auto& name : unit.groups().members(group)) {
        const auto kind = unit.groups().find(name) ? MemberKind::Group : MemberKind::Person;
        members.push_back({kind, std::move(name)});
    }
    return members;
}

/// Walks down from a group; each group once, so that a circle ends.
std::vector<MemberName> all_members(ports::UnitOfWork& unit, const ports::Group& top) {
    std::set<MemberName> found;
    std::vector<GroupId> open{top.id};
    while (!open.empty()) {
        const auto group = open.back();
        open.pop_back();
        for (auto& member : direct_members(unit, group)) {
            const auto [at, is_new] = found.insert(std::move(member));
            if (is_new && at->kind == MemberKind::Group) open.push_back(unit.groups().find(at->name)->id);
        }
    }
    return {found.begin(), found.end()};
}

bool leads_to(ports::UnitOfWork& unit, const ports::Group& from, const ports::Group& to) {
    if (from.id == to.id) return true;
    const auto below = all_members(unit, from);
    return std::ranges::find(below, MemberName{MemberKind::Group, to.name}) != below.end();
}

Result<void> join_group(ports::UnitOfWork& unit, const ports::Group& group, std::string_view name) {
    const auto member = find_group(unit, name);
    if (!member) return std::unexpected(member.error());
    if (leads_to(unit, *member, group)) return fail(ErrorCode::InvalidInput, "a group cannot contain itself, not even through others");
    if (!unit.groups().add_group(group.id, member->id)) return fail(ErrorCode::AlreadyExists, "it is a member already");
    return {};
}

Result<void> join_person(ports::UnitOfWork& unit, const ports::Group& group, std::string_view name) {
    const auto person = find_person(unit, name);
    if (!person) return std::unexpected(person.error());
    if (!unit.groups().add_identity(group.id, person->id)) return fail(ErrorCode::AlreadyExists, "they are a member already");
    return {};
}

Result<void> leave_group(ports::UnitOfWork& unit, const ports::Group& group, const MemberName& name) {
    bool was_there = false;
    if (name.kind == MemberKind::Group) {
        const auto member = find_group(unit, name.name);
        if (!member) return std::unexpected(member.error());
        was_there = unit.groups().remove_group(group.id, member->id);
    } else {
        const auto person = find_person(unit, name.name, Deleted::Shown);
        if (!person) return std::unexpected(person.error());
        was_there = unit.groups().remove_identity(group.id, person->id);
    }
    if (!was_there) return fail(ErrorCode::NotFound, "not a direct member of this group");
    return {};
}

AuditDetails member_details(std::string_view group, const MemberName& member, std::string_view change) {
    return {{"group", std::string(group)},
            {"change", std::string(change)},
            {"member", member.kind == MemberKind::Group ? "group " + member.name : "person"}};
}

std::optional<IdentityId> person_id(ports::UnitOfWork& unit, const MemberName& member) {
    if (member.kind == MemberKind::Group) return std::nullopt;
    const auto person = find_person(unit, member.name, Deleted::Shown);
    return person ? std::optional(person->id) : std::nullopt;
}

}  // namespace

Result<void> GroupAdmin::add(const TenantId& tenant, std::string_view name, const Actor& actor) {
    if (name.empty() || !is_line(name) || code_points(name) > kLongestName || trim(name) != name) {
        return fail(ErrorCode::InvalidInput, fmt::format("a group's name is one line of {} characters at most", kLongestName));
    }
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        if (!unit.groups().insert(ports::make_id<GroupId>(ports_.entropy), name))
            return fail(ErrorCode::AlreadyExists, "there is a group of this name");
        record(unit, ports_.entropy, actor, audit::Kind::GroupAdded, std::nullopt, {{"group", std::string(name)}});
        return {};
    });
}

Result<void> GroupAdmin::remove(const TenantId& tenant, std::string_view name, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto group = find_to_change(unit, name);
        if (!group) return std::unexpected(group.error());
        const auto settings = tenant::load(unit.settings().all());
        for (const auto* names : {&settings.include_groups, &settings.exclude_groups}) {
            if (std::ranges::find(*names, name) != names->end())
                return fail(ErrorCode::NotAllowedNow, "the tenant's scope names this group: change the settings first");
        }
        unit.groups().remove(group->id);
        record(unit, ports_.entropy, actor, audit::Kind::GroupRemoved, std::nullopt, {{"group", std::string(name)}});
        return {};
    });
}

std::vector<ports::Group> GroupAdmin::list(const TenantId& tenant) {
    auto groups = ports_.store.begin(tenant, ports::Access::Read)->groups().list();
    std::ranges::sort(groups, {}, &ports::Group::name);
    return groups;
}

Result<std::vector<MemberName>> GroupAdmin::members(const TenantId& tenant, std::string_view name, Depth depth) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto group = find_group(*unit, name);
    if (!group) return std::unexpected(group.error());
    auto members = depth == Depth::Nested ? all_members(*unit, *group) : direct_members(*unit, group->id);
    std::ranges::sort(members);
    return members;
}

Result<void> GroupAdmin::join(const TenantId& tenant, std::string_view group_name, const MemberName& member, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto group = find_to_change(unit, group_name);
        if (!group) return std::unexpected(group.error());
        auto joined = member.kind == MemberKind::Group ? join_group(unit, *group, member.name) : join_person(unit, *group, member.name);
        if (!joined) return joined;
        record(unit, ports_.entropy, actor, audit::Kind::GroupMembersChanged, person_id(unit, member),
               member_details(group_name, member, "joined"));
        return {};
    });
}

Result<void> GroupAdmin::leave(const TenantId& tenant, std::string_view group_name, const MemberName& member, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto group = find_to_change(unit, group_name);
        if (!group) return std::unexpected(group.error());
        auto left = leave_group(unit, *group, member);
        if (!left) return left;
        record(unit, ports_.entropy, actor, audit::Kind::GroupMembersChanged, person_id(unit, member),
               member_details(group_name, member, "left"));
        return {};
    });
}

}  // namespace rekey::flows
