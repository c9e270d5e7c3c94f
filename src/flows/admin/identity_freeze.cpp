// Ending what a link "this was not me" began, when an administrator has spoken with the person.
#include "flows/admin/admin_unit.hpp"
#include "flows/admin/identity_admin.hpp"

namespace rekey::flows {

Result<void> IdentityAdmin::unfreeze(const TenantId& tenant, std::string_view user, Quarantined quarantined, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        if (!flows::unfreeze(unit, ports_.macs, tenant, person->id, quarantined))
            return fail(ErrorCode::NotAllowedNow, "the account is not frozen");
        end_everything(unit, person->id);
        record(unit, ports_.entropy, actor, audit::Kind::AccountUnfrozen, person->id,
               {{"quarantined", quarantined == Quarantined::Kept ? "kept" : "removed"}});
        return {};
    });
}

}  // namespace rekey::flows
