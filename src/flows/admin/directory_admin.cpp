#include "flows/admin/directory_admin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {
namespace {

using directory::Directory;

std::unexpected<Error> no_such(std::string_view name) { return fail(ErrorCode::NotFound, fmt::format("there is no directory {}", name)); }

Result<void> apply(directory::Settings& settings, const std::vector<DirectoryValue>& values) {
    for (const auto& [name, text] : values) {
        const auto* const key = directory::find_key(name);
        if (key == nullptr) {
            std::vector<std::string_view> names;
            for (const auto& each : directory::keys()) names.push_back(each.name);
            return fail(ErrorCode::InvalidInput, fmt::format("there is no setting {}; there are {}", name, fmt::join(names, ", ")));
        }
        if (const auto done = directory::set(settings, *key, text); !done) return done;
    }
    return {};
}

std::vector<std::string> missing_of(const Directory& directory, bool has_password) {
    auto missing = directory::check(directory.settings);
    if (!has_password) missing.emplace_back("the service account has no password yet: rekey directory password");
    return missing;
}

DirectoryView view(ports::UnitOfWork& unit, Directory directory) {
    DirectoryView view;
    view.has_password = unit.directories().password(directory.id).has_value();
    view.missing = missing_of(directory, view.has_password);
    view.health = unit.healths().of(directory.id);
    view.entries = unit.entries().count(directory.id);
    view.state = unit.syncs().state(directory.id);
    if (why_left_alone(directory, view.has_password).empty())
        view.next_at = view.state.asked ? unit.now() : std::max(view.state.next_at, unit.now());
    if (auto runs = unit.syncs().runs(directory.id, 1); !runs.empty()) view.last = std::move(runs.front());
    view.directory = std::move(directory);
    return view;
}

/// The kind decides what the other settings begin with.
Result<directory::Settings> beginning(const std::vector<DirectoryValue>& values) {
    const auto kind = std::ranges::find(values, "kind", &DirectoryValue::key);
    directory::Settings settings;
    if (kind == values.end())
        return fail(ErrorCode::InvalidInput, "say what it is: kind=active_directory, openldap, 389ds, freeipa or ldap");
    if (const auto known = apply(settings, {*kind}); !known) return std::unexpected(known.error());
    return directory::defaults(*directory::find_driver(settings.kind));
}

constexpr std::int64_t kAllRuns = 100;  // that are kept
constexpr Duration kRemoval = minutes{1};

}  // namespace

std::string why_left_alone(const Directory& directory, bool has_password) {
    if (!directory.settings.enabled) return "it is switched off (setting enabled)";
    if (directory.settings.staging) return "it is only staged (setting staging): rekey sync run tells what would change";
    auto missing = missing_of(directory, has_password);
    return missing.empty() ? std::string{} : std::move(missing.front());
}

std::vector<DirectoryView> DirectoryAdmin::list(const TenantId& tenant) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    std::vector<DirectoryView> all;
    for (auto& directory : unit->directories().list()) all.push_back(view(*unit, std::move(directory)));
    return all;
}

Result<DirectoryView> DirectoryAdmin::show(const TenantId& tenant, std::string_view name) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    auto found = unit->directories().find(name);
    if (!found) return no_such(name);
    return view(*unit, std::move(*found));
}

Result<DirectoryView> DirectoryAdmin::add(const TenantId& tenant, std::string_view name, const std::vector<DirectoryValue>& values,
                                          const Actor& actor) {
    if (!directory::is_name(name))
        return fail(ErrorCode::InvalidInput, "a directory's name has small letters, digits and hyphens, 40 at most");
    auto settings = beginning(values);
    if (!settings) return std::unexpected(settings.error());
    if (const auto applied = apply(*settings, values); !applied) return std::unexpected(applied.error());
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<DirectoryView> {
        const Directory made{ports::make_id<DirectoryId>(ports_.entropy), std::string(name), *settings, 1};
        if (!unit.directories().insert(made)) return fail(ErrorCode::AlreadyExists, "there is a directory of that name already");
        record(unit, ports_.entropy, actor, audit::Kind::DirectoryAdded, std::nullopt,
               {{"directory", made.name}, {"kind", made.settings.kind}});
        return view(unit, made);
    });
}

Result<DirectoryChanges> DirectoryAdmin::set(const TenantId& tenant, std::string_view name, const std::vector<DirectoryValue>& values,
                                             const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<DirectoryChanges> {
        auto found = unit.directories().find(name);
        if (!found) return no_such(name);
        const auto before = found->settings;
        if (const auto applied = apply(found->settings, values); !applied) return std::unexpected(applied.error());
        if (found->settings.kind != before.kind)
            return fail(ErrorCode::InvalidInput, "the kind stays: its anchors are of that kind. Add another directory");
        DirectoryChanges made;
        AuditDetails details{{"directory", found->name}};
        for (const auto& key : directory::keys()) {
            auto was = directory::get(before, key), is = directory::get(found->settings, key);
            if (was == is) continue;
            details.emplace(key.name, is);
            made.changes.push_back({std::string(key.name), std::move(was), std::move(is)});
        }
        if (made.changes.empty()) return made;
        if (!unit.directories().update(*found)) return changed_meanwhile();
        if (!directory::keeps_password(before, found->settings) && unit.directories().password(found->id)) {
            unit.directories().set_password(found->id, std::nullopt);
            made.password_cleared = true;
        }
        record(unit, ports_.entropy, actor, audit::Kind::DirectoryChanged, std::nullopt, std::move(details));
        return made;
    });
}

Result<void> DirectoryAdmin::set_password(const TenantId& tenant, std::string_view name, const Secret& password, const Actor& actor) {
    if (password.empty()) return fail(ErrorCode::InvalidInput, "the password is empty");
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto found = unit.directories().find(name);
        if (!found) return no_such(name);
        unit.directories().set_password(found->id, Secret{password.reveal()});
        record(unit, ports_.entropy, actor, audit::Kind::DirectoryChanged, std::nullopt, {{"directory", found->name}, {"password", "set"}});
        return {};
    });
}

Result<void> DirectoryAdmin::remove(const TenantId& tenant, std::string_view name, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto found = unit.directories().find(name);
        if (!found) return no_such(name);
        const auto people = unit.entries().count(found->id).people;
        if (people > 0) {
            return fail(ErrorCode::Conflict,
                        fmt::format("{} people are mastered there: point its base or filter at nobody, and read it, so that they go first",
                                    people));
        }
        // From now on no runner is between its people and its groups: one that has been paused finds the lease gone.
        if (!unit.syncs().claim(found->id, kRemoval)) return fail(ErrorCode::Conflict, "it is being read: try again when that has ended");
        unit.directories().remove(found->id);
        record(unit, ports_.entropy, actor, audit::Kind::DirectoryRemoved, std::nullopt, {{"directory", found->name}});
        return {};
    });
}

Result<void> DirectoryAdmin::ask(const TenantId& tenant, std::string_view name, directory::Mode mode, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto found = unit.directories().find(name);
        if (!found) return no_such(name);
        const auto left_alone = why_left_alone(*found, unit.directories().password(found->id).has_value());
        if (!left_alone.empty()) return fail(ErrorCode::NotAllowedNow, left_alone);
        unit.syncs().ask(found->id, mode);
        record(unit, ports_.entropy, actor, audit::Kind::DirectoryReadingAsked, std::nullopt,
               {{"directory", found->name}, {"mode", std::string(directory::name(mode))}});
        return {};
    });
}

Result<std::vector<ports::SyncRun>> DirectoryAdmin::history(const TenantId& tenant, std::string_view name, std::int64_t limit) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto found = unit->directories().find(name);
    if (!found) return no_such(name);
    return unit->syncs().runs(found->id, limit);
}

Result<std::vector<ports::SyncRemark>> DirectoryAdmin::remarks(const TenantId& tenant, std::string_view name, std::int64_t limit) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto found = unit->directories().find(name);
    if (!found) return no_such(name);
    const auto runs = unit->syncs().runs(found->id, kAllRuns);
    const auto looked = std::ranges::find_if(
        runs, [](const auto& run) { return run.outcome == directory::Outcome::Done || run.outcome == directory::Outcome::Stopped; });
    if (looked == runs.end()) return std::vector<ports::SyncRemark>{};
    return unit->syncs().remarks(found->id, looked->id, limit);
}

Result<std::vector<ports::SyncRemark>> DirectoryAdmin::remarks(const TenantId& tenant, std::string_view name, const RunId& run,
                                                               std::int64_t limit) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto found = unit->directories().find(name);
    if (!found) return no_such(name);
    const auto runs = unit->syncs().runs(found->id, kAllRuns);
    if (std::ranges::find(runs, run, &ports::SyncRun::id) == runs.end()) return fail(ErrorCode::NotFound, "there is no such run");
    return unit->syncs().remarks(found->id, run, limit);
}

}  // namespace rekey::flows
