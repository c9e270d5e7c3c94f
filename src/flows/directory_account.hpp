#pragma once
#include <memory>
#include <optional>

#include "ports/connector.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

using ports::DirectoryAccount;

/// Nothing for somebody who is mastered here, or whose directory or entry is there no more.
[[nodiscard]] ports::Later<std::optional<DirectoryAccount>> directory_account(ports::UnitOfWork& unit, const IdentityId& identity,
                                                                              const std::optional<DirectoryId>& authority);

/// Speaks to it; nothing goes over the network yet. InvalidInput with a sentence for the operator when the directory is switched off, or not
/// set up. Never with a unit of work open: what follows asks the network.
[[nodiscard]] Result<std::shared_ptr<ports::Connector>> connect(ports::Connectors& connectors, const DirectoryAccount& account);

/// When a directory that did not answer is worth another try.
inline constexpr Duration kDirectoryAgain = seconds{60};

}  // namespace rekey::flows
