#pragma once
#include <string>
#include <vector>

#include "domain/registration/waiting.hpp"
#include "flows/sync/sync_ports.hpp"

namespace rekey::flows {

/// A person's phone numbers as the directory has them, in E.164; empty: none that can be used.
struct DirectoryNumbers {
    std::string mobile, office;
};

/// What somebody begins with who was not here before.
[[nodiscard]] std::vector<method::Authenticator> first_numbers(ports::UnitOfWork& unit, const SyncScope& scope, const IdentityId& person,
                                                               const DirectoryNumbers& numbers);

/// Binds and unbinds what came from the directory until it is as it is there. Whether a new number may be used at once, what becomes of the
/// one before it, and who is told, is the product's table (registration::ruling). True when something changed.
bool sync_numbers(ports::UnitOfWork& unit, const SyncScope& scope, const identity::Identity& person, const DirectoryNumbers& numbers);

}  // namespace rekey::flows
