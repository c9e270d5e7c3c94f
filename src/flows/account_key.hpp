#pragma once
#include "base/id.hpp"
#include "ports/crypto.hpp"

namespace rekey::flows {

/// The key of an account's own counters (failed proofs, sends, pauses, resets): those that a success or an administrator clears.
[[nodiscard]] inline Mac account_key(const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& subject) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("account"), tenant.view(), subject.view()});
}

}  // namespace rekey::flows
