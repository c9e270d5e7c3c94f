#pragma once
#include <map>
#include <optional>
#include <string>

#include "domain/message/message.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// A session that holds, and whose it is.
struct Active {
    Instant now;
    tenant::Settings settings;
    signin::Session session;
    identity::Identity identity;
};

/// What sign-in and account share: finding a session by its token, beginning and ending one, the account's audit events and notices.
class SessionKeeper final {
public:
    SessionKeeper(const SignInPorts& ports, const TenantId& tenant) : ports_(ports), tenant_(tenant) {}

    /// NotSignedIn for no token, an unknown or ended one, whenever the person has changed since, and for a sign-in under way where it has to
    /// be complete; NotAllowedNow where another step of it is asked for.
    [[nodiscard]] Result<Active> load(ports::UnitOfWork& unit, const std::optional<Secret>& token, signin::Stage stage) const;
    /// The same whatever the stage.
    [[nodiscard]] Result<Active> load(ports::UnitOfWork& unit, const std::optional<Secret>& token) const;

    /// Stores the session under a new id and a new token, which is returned.
    [[nodiscard]] Secret begin(ports::UnitOfWork& unit, signin::Session& session, const tenant::Settings& settings) const;
    /// Ends the one this browser held, if it held one.
    void end(ports::UnitOfWork& unit, const std::optional<Secret>& token) const;
    /// Notes that it was seen, at most once a minute. Opens a unit of its own when there is something to note.
    void note(const Active& active) const;

    [[nodiscard]] SignInStep step(ports::UnitOfWork& unit, const Active& active) const;

    using Details = std::map<std::string, std::string>;
    /// What happened to an account from a browser; the device goes into the details.
    void audit(ports::UnitOfWork& unit, audit::Kind kind, const IdentityId& identity, const Caller& caller, Details details = {}) const;
    /// A notice to every address on file that this server can reach.
    void notify(ports::UnitOfWork& unit, const Active& active, message::Kind kind, const message::Parameters& parameters) const;

private:
    [[nodiscard]] Mac key(const Secret& token) const;

    const SignInPorts& ports_;
    const TenantId& tenant_;
};

/// Set by somebody else, or expired: good for one sign-in, which ends in a change.
[[nodiscard]] bool must_change(const ports::PasswordRecord& record, const tenant::Settings& settings, Instant now) noexcept;

}  // namespace rekey::flows
