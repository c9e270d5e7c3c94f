#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/registration/waiting.hpp"
#include "flows/registration_view.hpp"
#include "flows/send_budget.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {

/// Who is registering, and what is on file.
struct Registrant {
    Active active;
    policy::ResetPolicy policy;
    std::vector<method::Authenticator> on_file;
    registration::Record record;
    registration::Strength strength = registration::Strength::Password;
};

/// What registration and security info share: who is signed in, the keys of counters and codes, notices with their link.
class RegistrationContext final {
public:
    RegistrationContext(const RegistrationPorts& ports, const TenantId& tenant)
        : ports_(ports), tenant_(tenant), sessions_(ports_.account, tenant_) {}

    /// NotSignedIn.
    [[nodiscard]] Result<Registrant> load(ports::UnitOfWork& unit, const std::optional<Secret>& token) const;
    /// Also AccountFrozen, and ReauthenticationNeeded for a session whose last proof is too old.
    [[nodiscard]] Result<Registrant> load_for_change(ports::UnitOfWork& unit, const std::optional<Secret>& token) const;

    [[nodiscard]] Mac handle_mac(const Secret& handle) const;
    [[nodiscard]] Mac code_mac(const registration::EnrollmentId& enrollment, std::string_view code) const;
    [[nodiscard]] Mac account_key(const IdentityId& identity) const;
    [[nodiscard]] Mac address_key(std::string_view address) const;

    [[nodiscard]] const TenantId& tenant() const noexcept { return tenant_; }
    [[nodiscard]] BudgetPorts budget_ports() const noexcept {
        return {{ports_.account.entropy, ports_.account.macs, ports_.account.offered}, ports_.phones};
    }

    void audit(ports::UnitOfWork& unit, audit::Kind kind, const Registrant& who, const Caller& caller,
               SessionKeeper::Details details = {}) const;
    /// What happened to a method, told to `others` at once with a link "this was not me".
    struct Change {
        registration::Happening what = registration::Happening::MethodAdded;
        registration::Item item = registration::Item::Email;
        std::optional<AuthenticatorId> authenticator;
        std::optional<Instant> usable_from;  ///< where it has to wait
    };
    void tell(ports::UnitOfWork& unit, const Registrant& who, std::span<const method::Authenticator> others, const Change& change,
              const Caller& caller) const;
    /// What was under way for this account elsewhere ends: it was begun with other methods.
    static void end_open_work(ports::UnitOfWork& unit, const IdentityId& identity);

    [[nodiscard]] RegistrationStatus status(ports::UnitOfWork& unit, const Registrant& who) const;

private:
    const RegistrationPorts& ports_;
    const TenantId& tenant_;
    SessionKeeper sessions_;
};

/// One request at work: who asks, from where, in which unit.
struct Work {
    const RegistrationPorts& ports;
    const RegistrationContext& context;
    ports::UnitOfWork& unit;
    const Registrant& who;
    const Caller& caller;
};

/// Methods with the same item and address: the two uses of a mobile.
[[nodiscard]] std::vector<method::Authenticator> uses_of(std::span<const method::Authenticator> on_file, const method::Authenticator& one);
/// What is on file and counts today: security questions only when there are as many as the tenant asks people to register.
[[nodiscard]] std::vector<method::Authenticator> countable(ports::UnitOfWork& unit, const Registrant& who);
/// The method of that id, as a page names it; nothing when it is not on file.
[[nodiscard]] const method::Authenticator* find_method(std::span<const method::Authenticator> on_file, std::string_view id);
/// How the code of an item may travel here, the tenant's first choice first; its one kind where nothing is sent.
[[nodiscard]] std::vector<method::Kind> kinds_of(registration::Item item, const policy::ResetPolicy& policy);

}  // namespace rekey::flows
