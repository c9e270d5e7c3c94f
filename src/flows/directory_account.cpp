#include "flows/directory_account.hpp"

namespace rekey::flows {

std::optional<DirectoryAccount> directory_account(ports::UnitOfWork& unit, const IdentityId& identity,
                                                  const std::optional<DirectoryId>& authority) {
    if (!authority) return std::nullopt;
    auto directory = unit.directories().find(*authority);
    auto entry = unit.entries().of(identity);
    if (!directory || !entry || entry->gone_at) return std::nullopt;
    return DirectoryAccount{std::move(*directory), {entry->anchor, std::move(entry->dn)}, unit.directories().password(*authority)};
}

Result<std::shared_ptr<ports::Connector>> connect(ports::Connectors& connectors, const DirectoryAccount& account) {
    if (!account.directory.settings.enabled) return fail(ErrorCode::InvalidInput, "the directory is switched off");
    if (!account.password) return fail(ErrorCode::InvalidInput, "the directory's service account has no password yet");
    return connectors.open(account.directory, *account.password);
}

}  // namespace rekey::flows
