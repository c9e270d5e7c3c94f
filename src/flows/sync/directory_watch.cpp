#include "flows/sync/directory_watch.hpp"

#include "base/in_turn.hpp"
#include "base/log.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/sync/rights_check.hpp"

namespace rekey::flows {

/// One directory that is looked at now.
struct DirectoryWatch::Looked {
    TenantId tenant;
    directory::Directory directory;
    std::shared_ptr<ports::Connector> connector;
};

Progress DirectoryWatch::step(const TenantId& tenant, const std::function<bool()>& stops) {
    auto& store = ports_.admin.store;
    if (store.begin(tenant, ports::Access::Read)->directories().list().empty()) return {};
    const auto claimed = ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { return unit.healths().claim_due(kEvery); });
    Progress progress;
    in_turn(claimed, [&](const DirectoryId& id) {
        if (stops && stops()) return false;
        const auto looked = open(tenant, id);
        if (!looked) return true;
        ++progress.done;
        if (look(*looked) && directory::writes_back(looked->directory.settings)) check_rights(*looked, stops);
        return true;
    });
    show(tenant);
    return progress;
}

std::optional<DirectoryWatch::Looked> DirectoryWatch::open(const TenantId& tenant, const DirectoryId& id) {
    const auto unit = ports_.admin.store.begin(tenant, ports::Access::Read);
    auto directory = unit->directories().find(id);
    if (!directory || !directory->settings.enabled || !directory::check(directory->settings).empty()) return std::nullopt;
    const auto password = unit->directories().password(id);
    if (!password) return std::nullopt;
    auto connector = ports_.connectors.open(*directory, *password);
    if (!connector) return std::nullopt;
    return Looked{tenant, std::move(*directory), std::move(*connector)};
}

bool DirectoryWatch::look(const Looked& looked) {
    const auto facts = looked.connector->refresh();
    note(looked, facts);
    return facts.has_value();
}

void DirectoryWatch::note(const Looked& looked, const Result<directory::Facts>& facts) {
    const auto& [tenant, directory, connector] = looked;
    const bool turned = ports::transact(ports_.admin.store, tenant, [&](ports::UnitOfWork& unit) {
        auto health = unit.healths().of(directory.id);
        const bool was_down = health.down_since.has_value();
        health.checked_at = unit.now();
        if (facts) {
            health = {unit.now(), std::nullopt, {}, !facts->policy_hints.empty(), facts->policy};
        } else {
            health.down_since = health.down_since.value_or(unit.now());
            health.detail = facts.error().detail;
        }
        unit.healths().save(directory.id, health);
        if (was_down == !facts) return false;
        record(unit, ports_.admin.entropy, {"system", {}}, facts ? audit::Kind::DirectoryUp : audit::Kind::DirectoryDown, std::nullopt,
               {{"directory", directory.name}});
        return true;
    });
    if (!turned) return;
    if (facts) return log::info("directory_up", {{"directory", directory.name}});
    log::error("directory_down", {{"directory", directory.name}, {"detail", facts.error().detail}});
}

void DirectoryWatch::check_rights(const Looked& looked, const std::function<bool()>& stops) {
    constexpr std::int64_t kBatch = 1000;
    auto& store = ports_.admin.store;
    const auto& directory = looked.directory.id;
    RightsCheck check(*looked.connector, kMostQuestions, stops);
    while (!check.over()) {
        auto unit = store.begin(looked.tenant, ports::Access::Read);
        const auto people = unit->entries().unchecked(directory, unit->now() - kRightsHold, kBatch);
        unit.reset();  // none is open while the directory is asked
        if (people.empty()) return;
        const auto told = check.run(people);
        ports::transact(store, looked.tenant, [&](ports::UnitOfWork& writing) {
            for (const auto& [anchor, writability] : told) writing.entries().set_writability(directory, anchor, writability);
        });
    }
}

/// Every node shows what is known, whoever looked.
void DirectoryWatch::show(const TenantId& tenant) {
    const auto unit = ports_.admin.store.begin(tenant, ports::Access::Read);
    for (const auto& directory : unit->directories().list()) {
        const auto health = unit->healths().of(directory.id);
        if (health.checked_at)
            meter_.gauge("rekey_directory_up", health.down_since ? 0 : 1, {{"tenant", tenant.text()}, {"directory", directory.name}});
    }
}

}  // namespace rekey::flows
