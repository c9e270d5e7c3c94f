#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/tenant/tenant.hpp"
#include "ports/repositories/directories.hpp"
#include "ports/repositories/identities.hpp"
#include "ports/repositories/passwords.hpp"
#include "ports/repositories/proofs.hpp"
#include "ports/repositories/records.hpp"
#include "ports/repositories/registration.hpp"
#include "ports/repositories/resets.hpp"
#include "ports/repositories/signin.hpp"
#include "ports/repositories/writebacks.hpp"

namespace rekey::ports {

/// A transaction already scoped to one tenant. Rolls back unless committed. One open at a time a thread; no network call, hash or
/// wait inside. Every call may throw Fault.
class UnitOfWork {
public:
    virtual ~UnitOfWork() = default;
    /// The store's clock, read once per unit.
    [[nodiscard]] virtual Instant now() = 0;
    /// Returns when the change is durable.
    virtual void commit() = 0;

    [[nodiscard]] virtual IdentityRepository& identities() = 0;
    [[nodiscard]] virtual ArrivalRepository& arrivals() = 0;
    [[nodiscard]] virtual AuthenticatorRepository& authenticators() = 0;
    [[nodiscard]] virtual ProofRepository& proofs() = 0;
    [[nodiscard]] virtual NetworkRepository& networks() = 0;
    [[nodiscard]] virtual GroupRepository& groups() = 0;
    [[nodiscard]] virtual PasswordRepository& passwords() = 0;
    [[nodiscard]] virtual SessionRepository& sessions() = 0;
    [[nodiscard]] virtual LockoutRepository& lockouts() = 0;
    [[nodiscard]] virtual RegistrationRepository& registrations() = 0;
    [[nodiscard]] virtual EnrollmentRepository& enrollments() = 0;
    [[nodiscard]] virtual NotMeRepository& not_me() = 0;
    [[nodiscard]] virtual StandingRepository& standings() = 0;
    [[nodiscard]] virtual AttemptRepository& attempts() = 0;
    [[nodiscard]] virtual ChallengeRepository& challenges() = 0;
    [[nodiscard]] virtual GrantRepository& grants() = 0;
    [[nodiscard]] virtual CounterRepository& counters() = 0;
    [[nodiscard]] virtual CaptchaMarkRepository& captcha_marks() = 0;
    [[nodiscard]] virtual OutboxRepository& outbox() = 0;
    [[nodiscard]] virtual AuditRepository& audit() = 0;
    [[nodiscard]] virtual SettingRepository& settings() = 0;
    [[nodiscard]] virtual DirectoryRepository& directories() = 0;
    [[nodiscard]] virtual HealthRepository& healths() = 0;
    [[nodiscard]] virtual ReadinessRepository& readinesses() = 0;
    [[nodiscard]] virtual SyncRepository& syncs() = 0;
    [[nodiscard]] virtual EntryRepository& entries() = 0;
    [[nodiscard]] virtual MembershipRepository& memberships() = 0;
    [[nodiscard]] virtual WritebackRepository& writebacks() = 0;
    [[nodiscard]] virtual HousekeepingRepository& housekeeping() = 0;
};

enum class Access : std::uint8_t { Write, Read };

class Store {
public:
    virtual ~Store() = default;
    /// Access::Read never waits for the writer and must not change anything.
    [[nodiscard]] virtual std::unique_ptr<UnitOfWork> begin(const TenantId& tenant, Access access = Access::Write) = 0;
    [[nodiscard]] virtual std::optional<tenant::Tenant> find_tenant(std::string_view name) = 0;
    [[nodiscard]] virtual std::vector<tenant::Tenant> tenants() = 0;
    /// False when the name is taken.
    [[nodiscard]] virtual bool add_tenant(const TenantId& id, std::string_view name) = 0;
    /// Who has a message of that channel that is due: one question for all of them.
    [[nodiscard]] virtual std::vector<TenantId> tenants_with_messages(method::Channel channel) = 0;
    /// Many people have come: how statements about them are answered is planned for so many. A store that measures its tables would see it a
    /// minute later.
    virtual void measure_people() = 0;
    /// One cheap question; throws Fault when the store does not answer.
    virtual void ping() = 0;
};

/// Runs `work(unit)` and commits, again when the database asks for it (serialization, deadlock): at most five times.
template <class Work>
auto transact(Store& store, const TenantId& tenant, Work&& work) {
    for (int round = 1;; ++round) {
        try {
            const auto unit = store.begin(tenant);
            if constexpr (std::is_void_v<std::invoke_result_t<Work&, UnitOfWork&>>) {
                work(*unit);
                unit->commit();
                return;
            } else {
                static_assert(!kIsLater<std::invoke_result_t<Work&, UnitOfWork&>>, "looked at before the unit ends");
                auto result = work(*unit);
                unit->commit();
                return result;
            }
        } catch (const Fault& fault) {
            if (fault.kind() != FaultKind::Serialization || round == 5) throw;
        }
    }
}

}  // namespace rekey::ports
