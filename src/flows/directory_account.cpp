#include "flows/directory_account.hpp"

namespace rekey::flows {

ports::Later<std::optional<DirectoryAccount>> directory_account(ports::UnitOfWork& unit, const IdentityId& identity,
                                                                const std::optional<DirectoryId>& authority) {
    if (!authority) return ports::Later<std::optional<DirectoryAccount>>([] { return std::nullopt; });
    return unit.directories().account(*authority, identity);
}

Result<std::shared_ptr<ports::Connector>> connect(ports::Connectors& connectors, const DirectoryAccount& account) {
    if (!account.directory.settings.enabled) return fail(ErrorCode::InvalidInput, "the directory is switched off");
    if (!account.password) return fail(ErrorCode::InvalidInput, "the directory's service account has no password yet");
    return connectors.open(account.directory, *account.password);
}

}  // namespace rekey::flows
