#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/directory/driver.hpp"

namespace rekey::directory {

/// What a directory asks of passwords, and when it locks. A rule that it does not have is zero.
struct PasswordPolicy {
    std::int64_t min_length = 0;          ///< characters
    bool complexity = false;              ///< three of five kinds, and not the name (Active Directory: pwdProperties bit 1)
    std::int64_t history = 0;             ///< passwords
    Duration min_age{}, max_age{};
    std::int64_t lockout_threshold = 0;   ///< wrong passwords; 0: never locks
    Duration lockout_window{};            ///< in which they count together; zero: for ever
    Duration lockout_duration{};          ///< zero: until somebody unlocks
    friend bool operator==(const PasswordPolicy&, const PasswordPolicy&) = default;
};

/// What a server says of itself, to whom is bound as the service account.
struct Facts {
    std::string vendor;                   ///< for people: "Samba 4.17.12", "OpenLDAP"
    std::string root;                     ///< DN of the naming context that holds the base
    std::vector<Delta> deltas;            ///< of the driver's, those that this server has; best first
    std::string policy_hints;             ///< OID of the control; empty: a reset ignores history and minimum age there
    std::string server;                   ///< names the server whose change numbers these are (AD: invocation id); empty: it has none
    std::optional<Instant> clock;         ///< its own
    std::optional<PasswordPolicy> policy; ///< nothing: it may not be read
};

}  // namespace rekey::directory
