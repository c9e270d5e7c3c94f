#include "flows/directory_obstacle.hpp"

namespace rekey::flows {

using policy::Obstacle;

std::optional<Obstacle> directory_obstacle(const std::optional<identity::Account>& account,
                                           const std::optional<directory::Standing>& standing) {
    if (!account || !account->authority) return std::nullopt;
    if (!standing) return Obstacle::DirectoryUnavailable;  // its entry was never read, or is another's now
    if (!standing->writes_back) return Obstacle::OutOfScope;
    if (standing->gone) return Obstacle::AccountDisabled;
    switch (standing->writability) {
        case directory::Writability::Protected:
        case directory::Writability::NoRight: return Obstacle::Protected;
        case directory::Writability::Writable:
        case directory::Writability::NotTold: break;
    }
    if (standing->health.down_since) return Obstacle::DirectoryUnavailable;
    return std::nullopt;
}

std::optional<Obstacle> directory_obstacle(const std::optional<directory::AccountState>& state) {
    if (!state || state->disabled || state->permanently_locked) return Obstacle::AccountDisabled;
    if (state->protected_account) return Obstacle::Protected;
    return std::nullopt;
}

}  // namespace rekey::flows
