#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "domain/signin/session.hpp"
#include "flows/admin/admin_ports.hpp"
#include "flows/admin/identity_view.hpp"
#include "flows/freeze.hpp"

namespace rekey::flows {

/// People and what they can prove themselves with. `user` is a user name, an alias, or an id.
/// Errors everywhere: NotFound; InvalidInput with a sentence; Conflict when somebody else was faster.
class IdentityAdmin final {
public:
    explicit IdentityAdmin(AdminPorts ports) : ports_(std::move(ports)) {}

    /// AlreadyExists when the user name names somebody. Runs Argon2id when there is a password; PasswordRefused with the reasons.
    [[nodiscard]] Result<identity::Identity> add(const TenantId& tenant, const NewIdentity& person, const Actor& actor);
    [[nodiscard]] Result<identity::Identity> edit(const TenantId& tenant, std::string_view user, const IdentityEdit& edit,
                                                  const Actor& actor);
    [[nodiscard]] Result<IdentityView> show(const TenantId& tenant, std::string_view user);
    [[nodiscard]] std::vector<identity::Identity> list(const TenantId& tenant, const IdentityQuery& query);

    /// Disabling ends sessions and open attempts.
    [[nodiscard]] Result<void> enable(const TenantId& tenant, std::string_view user, const Actor& actor);
    [[nodiscard]] Result<void> disable(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// Kept for 30 days with the user name, then gone; ends sessions and open attempts.
    [[nodiscard]] Result<void> remove(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// NotAllowedNow when the person is not deleted.
    [[nodiscard]] Result<void> restore(const TenantId& tenant, std::string_view user, const Actor& actor);
    [[nodiscard]] Result<void> set_role(const TenantId& tenant, std::string_view user, identity::Role role, const Actor& actor);

    [[nodiscard]] Result<void> add_alias(const TenantId& tenant, std::string_view user, std::string_view alias, const Actor& actor);
    [[nodiscard]] Result<void> remove_alias(const TenantId& tenant, std::string_view user, std::string_view alias, const Actor& actor);

    /// Addresses to be bound at once; a mobile becomes a method for texts and one for calls. All of them or, on an error, none.
    [[nodiscard]] Result<std::vector<method::Authenticator>> add_methods(const TenantId& tenant, std::string_view user,
                                                                         const NewAddresses& addresses, const Actor& actor);
    /// An authenticator app for the person, whose key is shown this once. One that is there already is replaced.
    [[nodiscard]] Result<NewTotp> add_totp(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// Ten new recovery codes, shown this once; those before stop working. Runs Argon2id ten times.
    [[nodiscard]] Result<std::vector<Secret>> renew_recovery_codes(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// A number that came from the directory later than the first time waits for a day, unless somebody who has asked the person says that
    /// it is theirs: both its uses count at once, and the one before no more. NotAllowedNow: none of the directory's waits under that id.
    [[nodiscard]] Result<void> release_method(const TenantId& tenant, std::string_view user, const AuthenticatorId& id, const Actor& actor);
    [[nodiscard]] Result<void> remove_method(const TenantId& tenant, std::string_view user, const AuthenticatorId& id, const Actor& actor);

    /// Runs Argon2id. PasswordRefused with the reasons. Ends sessions and open attempts.
    [[nodiscard]] Result<void> set_password(const TenantId& tenant, std::string_view user, const Secret& password, Lasting lasting,
                                            const Actor& actor);
    /// The password they have is good for one more sign-in, which ends in a change. NotAllowedNow when there is none. Ends sessions.
    [[nodiscard]] Result<void> require_change(const TenantId& tenant, std::string_view user, const Actor& actor);

    /// Where the person is signed in.
    [[nodiscard]] Result<std::vector<signin::Session>> sessions(const TenantId& tenant, std::string_view user);
    /// Signs the person out everywhere; returns how many sessions ended.
    [[nodiscard]] Result<std::int64_t> end_sessions(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// Lifts pauses and clears the account's own counters.
    [[nodiscard]] Result<void> unblock(const TenantId& tenant, std::string_view user, const Actor& actor);
    /// Ends a freeze that "this was not me" began. NotAllowedNow when there is none.
    [[nodiscard]] Result<void> unfreeze(const TenantId& tenant, std::string_view user, Quarantined quarantined, const Actor& actor);
    /// Why can this person not reset? Empty reasons: they can.
    [[nodiscard]] Result<Explanation> explain(const TenantId& tenant, std::string_view user);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
