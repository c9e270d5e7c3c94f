#pragma once
#include <string>
#include <vector>

#include "adapters/store/repositories/scope.hpp"
#include "domain/method/method.hpp"

// Questions that are asked alone, and by standings.cpp together with others.
namespace rekey::store {

/// Tenant, identity, now, the scope's stand-in.
extern const Query kAuthenticatorsOf;
/// Where there are none, one stand-in is opened.
[[nodiscard]] std::vector<method::Authenticator> read_authenticators(const Scope& scope, const IdentityId& identity, const Rows& rows);

/// Tenant, identity.
extern const Query kGroupNamesOf;
/// In the order of their names.
[[nodiscard]] std::vector<std::string> read_group_names(const Rows& rows);

/// Tenant, identity, MAC of the network: a row when it is known.
extern const Query kNetworkKnown;

}  // namespace rekey::store
