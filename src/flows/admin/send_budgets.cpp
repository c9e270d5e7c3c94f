#include "flows/admin/send_budgets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "flows/account_key.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

CountryBudget look_at(ports::UnitOfWork& unit, const tenant::Settings& settings, const std::string& country, const Mac& key) {
    auto& counters = unit.counters();
    const auto limit = policy::phone_sends_per_country(settings, country);
    CountryBudget seen{
        country,
        counters.count(limit.name, key),
        limit.count,
        {counters.count(policy::watched_sends(settings).name, key), counters.count(policy::untyped_sends(settings).name, key)},
        std::nullopt};
    const auto stop = policy::country_stop(settings).name;
    if (counters.count(stop, key) > 0) seen.stopped_until = counters.ends_at(stop, key);
    return seen;
}

}  // namespace

BudgetView SendBudgets::show(const TenantId& tenant) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto settings = load_settings(*unit);
    const auto limit = policy::phone_sends_per_tenant(settings);
    const auto key = tenant_key(ports_.macs, tenant);
    BudgetView view{unit->counters().count(limit.name, key), limit.count, std::nullopt, {}};
    if (view.sent > 0) view.ends_at = unit->counters().ends_at(limit.name, key);
    for (const auto& country : tenant::served_countries(settings))
        view.countries.push_back(look_at(*unit, settings, country, country_key(ports_.macs, tenant, country)));
    return view;
}

Result<void> SendBudgets::lift(const TenantId& tenant, std::string_view country, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto settings = load_settings(unit);
        const auto key = country_key(ports_.macs, tenant, country);
        if (unit.counters().count(policy::country_stop(settings).name, key) == 0)
            return fail(ErrorCode::NotAllowedNow, "codes to this country are not stopped: see rekey delivery budgets");
        // In the order in which a send touches them; with the old counts the next send would stop the country again.
        for (const auto& limit : {policy::watched_sends(settings), policy::untyped_sends(settings), policy::country_stop(settings)})
            unit.counters().clear(limit.name, key);
        record(unit, ports_.entropy, actor, audit::Kind::CountryLifted, std::nullopt, {{"country", std::string(country)}});
        return {};
    });
}

}  // namespace rekey::flows
