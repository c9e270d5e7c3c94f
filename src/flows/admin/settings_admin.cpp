#include "flows/admin/settings_admin.hpp"

#include <fmt/format.h>

#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {
namespace {

std::unexpected<Error> unknown(std::string_view key) { return fail(ErrorCode::NotFound, fmt::format("there is no setting {}", key)); }

Result<void> assign(tenant::Settings& settings, const SettingValues& values) {
    for (const auto& [name, value] : values) {
        const auto* key = tenant::find_key(name);
        if (!key) return unknown(name);
        if (const auto done = tenant::set(settings, *key, value); !done) return done;
    }
    return {};
}

/// A misspelt group would silently include or exclude nobody.
Result<void> check_groups(ports::UnitOfWork& unit, const tenant::Settings& settings) {
    for (const auto* groups : {&settings.include_groups, &settings.exclude_groups}) {
        for (const auto& name : *groups) {
            if (!unit.groups().find(name)) return fail(ErrorCode::NotFound, fmt::format("there is no group {}", name));
        }
    }
    return {};
}

std::vector<SettingChange> differences(const tenant::Settings& before, const tenant::Settings& after) {
    std::vector<SettingChange> changes;
    for (const auto& key : tenant::keys()) {
        auto old_value = tenant::get(before, key);
        auto new_value = tenant::get(after, key);
        if (old_value != new_value) changes.push_back({std::string(key.name), std::move(old_value), std::move(new_value)});
    }
    return changes;
}

/// What the audit log may hold of a value: no address.
std::string for_audit(const tenant::Key& key, const tenant::Value& value) {
    constexpr std::size_t kLongest = 200;
    if (key.form == tenant::Form::Email) return "(an address)";
    auto text = tenant::to_text(value);
    if (text.size() > kLongest) text = fmt::format("({} bytes)", text.size());
    return text;
}

}  // namespace

tenant::Settings SettingsAdmin::show(const TenantId& tenant) {
    return tenant::load(ports_.store.begin(tenant, ports::Access::Read)->settings().all());
}

Result<SettingChanges> SettingsAdmin::set(const TenantId& tenant, const SettingValues& values, const Actor& actor, Apply apply) {
    return change(tenant, [&](tenant::Settings& settings) { return assign(settings, values); }, actor, apply);
}

Result<SettingChanges> SettingsAdmin::unset(const TenantId& tenant, const std::vector<std::string>& keys, const Actor& actor, Apply apply) {
    SettingValues defaults;
    for (const auto& name : keys) {
        const auto* key = tenant::find_key(name);
        if (!key) return unknown(name);
        defaults.emplace(name, tenant::get(tenant::Settings{}, *key));
    }
    return set(tenant, defaults, actor, apply);
}

Result<SettingChanges> SettingsAdmin::replace(const TenantId& tenant, const SettingValues& values, const Actor& actor, Apply apply) {
    const auto from_defaults = [&](tenant::Settings& settings) {
        settings = {};
        return assign(settings, values);
    };
    return change(tenant, from_defaults, actor, apply);
}

Result<SettingChanges> SettingsAdmin::apply_preset(const TenantId& tenant, std::string_view preset, const Actor& actor, Apply apply) {
    return change(tenant, [&](tenant::Settings& settings) { return tenant::apply_preset(settings, preset); }, actor, apply);
}

Result<SettingChanges> SettingsAdmin::change(const TenantId& tenant, const Edit& edit, const Actor& actor, Apply apply) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<SettingChanges> {
        const auto before = tenant::load(unit.settings().all());
        auto after = before;
        if (const auto edited = edit(after); !edited) return std::unexpected(edited.error());
        if (const auto wrong = tenant::check(after); !wrong.empty())
            return fail(ErrorCode::InvalidInput, fmt::format("{}", fmt::join(wrong, "; ")));
        if (const auto known = check_groups(unit, after); !known) return std::unexpected(known.error());

        SettingChanges changed{differences(before, after), tenant::warnings(before, after)};
        if (apply == Apply::Preview) return changed;
        for (const auto& change : changed.changes) {
            const auto& key = *tenant::find_key(change.key);
            // Only what differs from the default is stored, so that a better default reaches everybody who never chose.
            if (change.after == tenant::get(tenant::Settings{}, key)) {
                unit.settings().remove(change.key);
            } else {
                unit.settings().put(change.key, tenant::to_text(change.after));
            }
            record(unit, ports_.entropy, actor, audit::Kind::SettingChanged, std::nullopt,
                   {{"setting", change.key}, {"before", for_audit(key, change.before)}, {"after", for_audit(key, change.after)}});
        }
        return changed;
    });
}

}  // namespace rekey::flows
