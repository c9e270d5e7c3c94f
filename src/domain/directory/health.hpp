#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/facts.hpp"

namespace rekey::directory {

/// What is known of a directory without asking it: learned in the background, read by every request.
struct Health {
    std::optional<Instant> checked_at;     ///< nothing: nobody has looked yet
    std::optional<Instant> down_since;     ///< it does not answer, or not to the service account
    std::string detail = {};               ///< why, for the operator
    bool policy_hints = false;             ///< its own history and minimum age hold for a reset too
    std::optional<PasswordPolicy> policy;  ///< nothing: it may not be read
};

/// As stored, and the inverse. Nothing: there is no policy.
[[nodiscard]] std::map<std::string, std::string> store(const std::optional<PasswordPolicy>& policy);
[[nodiscard]] std::optional<PasswordPolicy> load_policy(const std::map<std::string, std::string>& stored);

/// What decides whether somebody's password can be written back, as far as it is known.
struct Standing {
    bool writes_back = false;   ///< switched on, and not only staged
    bool gone = false;          ///< the entry is there no more
    Writability writability = Writability::NotTold;
    Health health = {};
};

}  // namespace rekey::directory
