#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "flows/admin/directory_admin.hpp"
#include "flows/admin/readiness_report.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// Who asks, as a browser tells it.
struct AdminCaller {
    TenantId tenant;
    std::optional<Secret> token;  ///< of the session
    Caller caller;
};

/// What administrators see and do about directories in their portal. Whoever has a role may look; policy administrators and global ones may
/// run. Errors everywhere: NotSignedIn; NotFound for who may not, as for what is not there.
class DirectoryDesk final {
public:
    DirectoryDesk(SignInPorts account, const AdminPorts& admin) : account_(std::move(account)), directories_(admin), readiness_(admin) {}

    [[nodiscard]] Result<std::vector<DirectoryView>> list(const AdminCaller& who);
    /// The newest first.
    [[nodiscard]] Result<std::vector<ports::SyncRun>> runs(const AdminCaller& who, std::string_view name);
    [[nodiscard]] Result<std::vector<ports::SyncRemark>> remarks(const AdminCaller& who, std::string_view name, std::string_view run);
    /// The schedule's next round reads it. NotAllowedNow while the schedule leaves it alone.
    [[nodiscard]] Result<void> run(const AdminCaller& who, std::string_view name, directory::Mode mode);
    /// InvalidInput: `after` is no cursor.
    [[nodiscard]] Result<ReadinessPage> readiness(const AdminCaller& who, const ReadinessQuestion& question, std::string_view after);

private:
    enum class Act : std::uint8_t { Look, Run };
    [[nodiscard]] Result<Actor> admit(const AdminCaller& who, Act act) const;

    SignInPorts account_;
    DirectoryAdmin directories_;
    ReadinessReport readiness_;
};

}  // namespace rekey::flows
