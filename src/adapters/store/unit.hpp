#pragma once
#include <memory>

#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/repositories/identities.hpp"
#include "adapters/store/repositories/passwords.hpp"
#include "adapters/store/repositories/proofs.hpp"
#include "adapters/store/repositories/records.hpp"
#include "adapters/store/repositories/registration.hpp"
#include "adapters/store/repositories/resets.hpp"
#include "adapters/store/repositories/signin.hpp"
#include "adapters/store/repositories/writebacks.hpp"
#include "ports/store.hpp"

namespace rekey::store {

/// A session with a tenant and the repositories over it. The repositories are a pointer each, so a unit is one allocation.
class Unit final : public ports::UnitOfWork {
public:
    Unit(std::unique_ptr<Session> session, const TenantId& tenant, const ports::Sealer& sealer, const ports::KeyedHash& hash,
         ByteView stand_in)
        : session_(std::move(session)), scope_{*session_, tenant, sealer, hash, stand_in} {}

    [[nodiscard]] Instant now() override { return session_->now(); }
    void commit() override { session_->commit(); }

    [[nodiscard]] ports::IdentityRepository& identities() override { return identities_; }
    [[nodiscard]] ports::ArrivalRepository& arrivals() override { return arrivals_; }
    [[nodiscard]] ports::AuthenticatorRepository& authenticators() override { return authenticators_; }
    [[nodiscard]] ports::ProofRepository& proofs() override { return proofs_; }
    [[nodiscard]] ports::NetworkRepository& networks() override { return networks_; }
    [[nodiscard]] ports::GroupRepository& groups() override { return groups_; }
    [[nodiscard]] ports::PasswordRepository& passwords() override { return passwords_; }
    [[nodiscard]] ports::SessionRepository& sessions() override { return sessions_; }
    [[nodiscard]] ports::LockoutRepository& lockouts() override { return lockouts_; }
    [[nodiscard]] ports::RegistrationRepository& registrations() override { return registrations_; }
    [[nodiscard]] ports::EnrollmentRepository& enrollments() override { return enrollments_; }
    [[nodiscard]] ports::NotMeRepository& not_me() override { return not_me_; }
    [[nodiscard]] ports::StandingRepository& standings() override { return standings_; }
    [[nodiscard]] ports::AttemptRepository& attempts() override { return attempts_; }
    [[nodiscard]] ports::ChallengeRepository& challenges() override { return challenges_; }
    [[nodiscard]] ports::GrantRepository& grants() override { return grants_; }
    [[nodiscard]] ports::CounterRepository& counters() override { return counters_; }
    [[nodiscard]] ports::CaptchaMarkRepository& captcha_marks() override { return captcha_marks_; }
    [[nodiscard]] ports::OutboxRepository& outbox() override { return outbox_; }
    [[nodiscard]] ports::AuditRepository& audit() override { return audit_; }
    [[nodiscard]] ports::SettingRepository& settings() override { return settings_; }
    [[nodiscard]] ports::DirectoryRepository& directories() override { return directories_; }
    [[nodiscard]] ports::HealthRepository& healths() override { return healths_; }
    [[nodiscard]] ports::ReadinessRepository& readinesses() override { return readinesses_; }
    [[nodiscard]] ports::SyncRepository& syncs() override { return syncs_; }
    [[nodiscard]] ports::EntryRepository& entries() override { return entries_; }
    [[nodiscard]] ports::MembershipRepository& memberships() override { return memberships_; }
    [[nodiscard]] ports::WritebackRepository& writebacks() override { return writebacks_; }
    [[nodiscard]] ports::HousekeepingRepository& housekeeping() override { return housekeeping_; }

private:
    std::unique_ptr<Session> session_;
    Scope scope_;
    Identities identities_{scope_};
    Arrivals arrivals_{scope_};
    Authenticators authenticators_{scope_};
    Proofs proofs_{scope_};
    Networks networks_{scope_};
    Groups groups_{scope_};
    Passwords passwords_{scope_};
    Sessions sessions_{scope_};
    Lockouts lockouts_{scope_};
    Registrations registrations_{scope_};
    Enrollments enrollments_{scope_};
    NotMes not_me_{scope_};
    Standings standings_{scope_};
    Attempts attempts_{scope_};
    Challenges challenges_{scope_};
    Grants grants_{scope_};
    Counters counters_{scope_};
    CaptchaMarks captcha_marks_{scope_};
    Outbox outbox_{scope_};
    Audit audit_{scope_};
    Settings settings_{scope_};
    Directories directories_{scope_};
    Healths healths_{scope_};
    Readinesses readinesses_{scope_};
    Syncs syncs_{scope_};
    Entries entries_{scope_};
    Memberships memberships_{scope_};
    Writebacks writebacks_{scope_};
    Housekeeping housekeeping_{scope_};
};

}  // namespace rekey::store
