#pragma once
#include <vector>

#include "base/secret.hpp"
#include "domain/identity/identity.hpp"
#include "domain/password/rules.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::flows {

/// NFC, as a password is hashed and verified: two keyboards may send the same letter in different code points (NIST SP 800-63B
/// 5.1.1.2). Empty for text that is not well formed, which no rule accepts.
[[nodiscard]] Secret normalized_password(const Secret& typed);

/// Words about the person, which a password must not contain.
[[nodiscard]] password::Context password_context(const tenant::Settings& settings, const identity::Identity& person);

/// Why a new password will not do, its history apart; empty: it will.
[[nodiscard]] std::vector<password::Reason> refusals_of(const Secret& normalized, const tenant::Settings& settings,
                                                        const identity::Identity& person);

}  // namespace rekey::flows
