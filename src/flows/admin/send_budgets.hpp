#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/policy/budget.hpp"
#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

/// Texts and calls to the numbers of one country.
struct CountryBudget {
    std::string country;              ///< ISO 3166
    std::int64_t sent = 0, most = 0;  ///< in the running day
    policy::Typing typing;            ///< in the running hour
    std::optional<Instant> stopped_until;
};

/// What the tenant has sent of its budget of texts and calls.
struct BudgetView {
    std::int64_t sent = 0, most = 0;
    std::optional<Instant> ends_at;  ///< of the running day; nothing was sent: nothing
    std::vector<CountryBudget> countries;  ///< those that are served, the tenant's own first
};

/// Budgets of texts and calls, and the countries that the alarm has stopped.
class SendBudgets final {
public:
    explicit SendBudgets(AdminPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] BudgetView show(const TenantId& tenant);
    /// Codes go there again, and what was sent before counts for no alarm any more. NotAllowedNow when the country is not stopped.
    [[nodiscard]] Result<void> lift(const TenantId& tenant, std::string_view country, const Actor& actor);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
