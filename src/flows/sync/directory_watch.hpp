#pragma once
#include <functional>
#include <optional>

#include "base/meter.hpp"
#include "flows/progress.hpp"
#include "flows/sync/sync_ports.hpp"

namespace rekey::flows {

/// Keeps fresh what is known of directories, so that no request has to ask: whether they answer, their password policy, and whose password the
/// service account may set. Of all nodes one looks at a directory, once a minute.
class DirectoryWatch final {
public:
    static constexpr Duration kEvery = minutes{1};
    static constexpr Duration kRightsHold = hours{24};  ///< of somebody whose entry stays the same
    static constexpr std::int64_t kMostQuestions = 300;  ///< about rights, each time

    DirectoryWatch(const SyncPorts& ports, Meter& meter) : ports_(ports), meter_(meter) {}

    /// The tenant's directories that nobody has looked at for a minute. Stops between two questions when `stops` says so.
    Progress step(const TenantId& tenant, const std::function<bool()>& stops);

private:
    struct Looked;
    /// Nothing, when it is not to be looked at.
    [[nodiscard]] std::optional<Looked> open(const TenantId& tenant, const DirectoryId& id);
    [[nodiscard]] bool look(const Looked& looked);
    void note(const Looked& looked, const Result<directory::Facts>& facts);
    void check_rights(const Looked& looked, const std::function<bool()>& stops);
    void show(const TenantId& tenant);

    SyncPorts ports_;
    Meter& meter_;
};

}  // namespace rekey::flows
