#pragma once
#include <cstdint>

#include "domain/registration/not_me.hpp"
#include "flows/account_notice.hpp"

namespace rekey::flows {

/// Somebody said "this was not me": sessions and everything under way end, resetting is paused on both sides until it is lifted, and what
/// came since is in quarantine: methods the person seemed to bind, or the password, which then fits nothing. Nothing is restored: the reader
/// of the mailbox may be the thief. The administrators are told. The caller has used the link up and appends the audit event.
void freeze(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, const registration::NotMe& cause);

/// Until it is lifted, also by whom a reset has been completed that was under way when the account was frozen.
void pause_resets(ports::UnitOfWork& unit, const Mac& account);

/// What happens to the methods in quarantine.
enum class Quarantined : std::uint8_t { Removed, Kept };

/// Ends it. False when the account was not frozen. A quarantined password stays as it is: it is to be set anew.
[[nodiscard]] bool unfreeze(ports::UnitOfWork& unit, const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& identity,
                            Quarantined quarantined);

/// For a sign-in with a second proof: the account is the owner's again when that method was there before, since quarantined ones prove nothing.
/// The same as unfreeze, with what is in quarantine removed.
[[nodiscard]] inline bool unfreeze_by_owner(ports::UnitOfWork& unit, const ports::KeyedHash& macs, const TenantId& tenant,
                                            const IdentityId& identity) {
    return unfreeze(unit, macs, tenant, identity, Quarantined::Removed);
}

}  // namespace rekey::flows
