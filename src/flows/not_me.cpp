#include "flows/not_me.hpp"

#include "flows/freeze.hpp"
#include "flows/not_me_link.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {
namespace {

Result<registration::NotMe> find(ports::UnitOfWork& unit, const Mac& token) {
    auto link = unit.not_me().find(token);
    if (!link || link->used_at || link->expires_at <= unit.now()) return fail(ErrorCode::LinkEnded);
    return std::move(*link);
}

}  // namespace

Result<NotMeView> NotMeService::view(const TenantId& tenant, const Secret& token) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto link = find(*unit, not_me_mac(ports_.macs, tenant, token));
    if (!link) return std::unexpected(link.error());
    return NotMeView{link->what, link->happened_at, link->expires_at, unit->now(), false};
}

Result<NotMeView> NotMeService::freeze(const TenantId& tenant, const Secret& token, const Caller& caller) {
    const SessionKeeper accounts(ports_, tenant);
    auto outcome = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<NotMeView> {
        const auto mac = not_me_mac(ports_.macs, tenant, token);
        const auto link = find(unit, mac);
        if (!link) return std::unexpected(link.error());
        // The guard of the statement decides who was first.
        if (!unit.not_me().use(mac, unit.now())) return fail(ErrorCode::LinkEnded);
        flows::freeze(unit, {ports_.entropy, ports_.macs, ports_.offered}, tenant, *link);
        accounts.audit(unit, audit::Kind::AccountFrozen, link->identity, caller, {{"what", std::string(registration::name(link->what))}});
        return NotMeView{link->what, link->happened_at, link->expires_at, unit.now(), true};
    });
    if (outcome) ports_.message_committed();
    return outcome;
}

}  // namespace rekey::flows
