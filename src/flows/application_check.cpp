#include "flows/application_check.hpp"

#include "domain/registration/missing.hpp"
#include "flows/reset_context.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {
namespace {

bool is_known(const tenant::Settings& settings, std::string_view return_name) {
    return return_name.empty() || tenant::return_link(settings, return_name);
}

/// Judged anew: nothing has to be registered or confirmed. The record was read before the methods, so whatever is taken away meanwhile has
/// raised its removals.
bool is_complete(ports::UnitOfWork& unit, const Active& active, const registration::Record& record,
                 const std::vector<method::Kind>& offered) {
    const auto policy = policy::reset_policy(active.settings, active.identity.role, offered);
    const auto on_file = unit.authenticators().of(active.identity.id);
    return registration::missing(active.settings, policy, on_file, record, active.now).interrupt == registration::Interrupt::None;
}

}  // namespace

Result<Visitor> ApplicationCheck::check(const TenantId& tenant, const std::optional<Secret>& token, std::string_view return_name) {
    const SessionKeeper keeper(ports_, tenant);
    auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto active = keeper.load(*unit, token, signin::Stage::SignedIn);
    if (!is_known(active ? active->settings : load_settings(*unit), return_name))
        return fail(ErrorCode::InvalidInput, "no such return link");
    if (!active) return std::unexpected(active.error());

    const auto record = unit->registrations().find(active->identity.id);
    const bool passed = active->session.passed_at_removals == record.removals;
    if (!passed && !is_complete(*unit, *active, record, ports_.offered)) return fail(ErrorCode::RegistrationNeeded);
    Visitor visitor{active->identity.user_name, active->identity.display_name, unit->groups().names_of(active->identity.id)};
    unit.reset();  // one unit at a time
    if (!passed)
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& next) { next.sessions().pass(active->session.id, record.removals); });
    keeper.note(*active);
    return visitor;
}

}  // namespace rekey::flows
