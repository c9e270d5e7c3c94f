#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/directory/readiness.hpp"
#include "flows/admin/admin_ports.hpp"
#include "flows/progress.hpp"

namespace rekey::flows {

/// Somebody of a directory who cannot reset, and why: the first reason is the one they would be told.
struct NotReady {
    std::string directory;
    std::string user_name, display_name;  ///< empty of an entry in quarantine
    std::string dn;
    std::vector<directory::Hindrance> why;
};

struct ReadinessQuestion {
    std::string directory;                            ///< its name; empty: all
    std::optional<directory::Hindrance> reason = {};  ///< only whom this hinders
};

/// A part of the list, and where the next one begins; empty: that was all.
struct ReadinessPage {
    std::optional<directory::Readiness> last_count;
    std::vector<NotReady> people;
    std::string next;
};

/// "Who cannot reset, and why": of people that are mastered in directories, by what is known without asking anybody.
class ReadinessReport final {
public:
    using Take = std::function<void(const NotReady& person)>;
    using Counts = std::vector<std::pair<std::string, directory::Readiness>>;

    explicit ReadinessReport(AdminPorts ports) : ports_(std::move(ports)) {}

    /// Hands over one after the other, so that memory does not grow with the directory; by name of directory what was counted. NotFound.
    [[nodiscard]] Result<Counts> run(const TenantId& tenant, const ReadinessQuestion& question, const Take& take, const Actor& actor);
    /// At most so many people are looked at, whether they can reset or not. `after`: where the page before ended. NotFound; InvalidInput.
    [[nodiscard]] Result<ReadinessPage> page(const TenantId& tenant, const ReadinessQuestion& question, std::string_view after,
                                             const Actor& actor);
    static constexpr std::int64_t kPage = 500;
    /// Counts the directories whose night has come; of all nodes one counts each. Begins anew the next time when `stops` says so.
    Progress step(const TenantId& tenant, const std::function<bool()>& stops);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
