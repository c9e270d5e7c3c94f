#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/admin/admin_ports.hpp"
#include "ports/repositories/directories.hpp"

namespace rekey::flows {

/// One setting, as it is typed.
struct DirectoryValue {
    std::string key, text;
};

/// What became of a change.
struct DirectoryChange {
    std::string key, before, after;
};
struct DirectoryChanges {
    std::vector<DirectoryChange> changes;
    bool password_cleared = false;  ///< it was meant for other servers, or another account
};

/// A directory with how far its reading has come.
struct DirectoryView {
    directory::Directory directory;
    bool has_password = false;
    std::vector<std::string> missing;  ///< before it can be spoken to
    directory::Health health;
    ports::EntryCounts entries;
    ports::SyncState state;
    std::optional<Instant> next_at;  ///< nothing: the schedule leaves it alone
    std::optional<ports::SyncRun> last;
};

/// Why the schedule does not read it, as a sentence; empty: it does. The password is the service account's.
[[nodiscard]] std::string why_left_alone(const directory::Directory& directory, bool has_password);

/// A tenant's directories. Errors: NotFound; InvalidInput with a sentence; AlreadyExists; Conflict when somebody else was faster.
class DirectoryAdmin final {
public:
    explicit DirectoryAdmin(AdminPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] std::vector<DirectoryView> list(const TenantId& tenant);
    [[nodiscard]] Result<DirectoryView> show(const TenantId& tenant, std::string_view name);
    [[nodiscard]] Result<DirectoryView> add(const TenantId& tenant, std::string_view name, const std::vector<DirectoryValue>& values,
                                            const Actor& actor);
    [[nodiscard]] Result<DirectoryChanges> set(const TenantId& tenant, std::string_view name, const std::vector<DirectoryValue>& values,
                                               const Actor& actor);
    [[nodiscard]] Result<void> set_password(const TenantId& tenant, std::string_view name, const Secret& password, const Actor& actor);
    /// With all that is known of its entries; Conflict while people are mastered there.
    [[nodiscard]] Result<void> remove(const TenantId& tenant, std::string_view name, const Actor& actor);
    /// The schedule's next round reads it. NotAllowedNow with a sentence while the schedule leaves it alone.
    [[nodiscard]] Result<void> ask(const TenantId& tenant, std::string_view name, directory::Mode mode, const Actor& actor);
    /// Newest first.
    [[nodiscard]] Result<std::vector<ports::SyncRun>> history(const TenantId& tenant, std::string_view name, std::int64_t limit);
    /// What was wrong with entries in the last run that looked.
    [[nodiscard]] Result<std::vector<ports::SyncRemark>> remarks(const TenantId& tenant, std::string_view name, std::int64_t limit);
    /// In that run.
    [[nodiscard]] Result<std::vector<ports::SyncRemark>> remarks(const TenantId& tenant, std::string_view name, const RunId& run,
                                                                 std::int64_t limit);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
