#pragma once
#include <array>
#include <optional>
#include <string>

#include "domain/policy/throttle.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// Where a try of signing in was counted as a failure before anything was compared.
struct Counted {
    IdentityId subject;  ///< a name that is nobody's has one too
    Mac account;
    std::string network;
    identity::Side side = identity::Side::Unfamiliar;
    bool open = false;     ///< false: locked, so nothing fits and nothing counts
    Instant locked_until;  ///< by this try, should it fail
    Instant at;
};

/// Of all that fail at once, the one whose lock it is tells of it.
[[nodiscard]] inline bool locked_by(const Counted& counted, const ports::LockoutRepository::State& state, Instant now) noexcept {
    return counted.open && counted.locked_until > now && state.locked_until == counted.locked_until;
}

/// The counting of sign-ins: refusals of a client network, failures of an account on one side of its networks (docs/adr/0009).
class SignInTally final {
public:
    SignInTally(const SignInPorts& ports, const TenantId& tenant, const Caller& caller) : ports_(ports), tenant_(tenant), caller_(caller) {}

    /// As if it were refused. TooManySignIns (retry_after) when this network has to wait.
    [[nodiscard]] Result<void> count_network(ports::UnitOfWork& unit, const tenant::Settings& settings) const;
    /// As if it failed.
    [[nodiscard]] Counted count(ports::UnitOfWork& unit, const tenant::Settings& settings, const IdentityId& subject) const;

    /// Where it would be counted; counts nothing.
    [[nodiscard]] Counted place(ports::UnitOfWork& unit, const IdentityId& subject) const;

    /// What was typed was right, but it was not the last that is asked for: this try was no failure, and those before it stay.
    void take_back(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const;
    /// The same of who cannot be judged now. The network's stays: who of many names costs nothing there would be one of a directory.
    void take_back_of_account(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const;
    /// The sign-in is complete: all is forgotten on this side, whose network is familiar from now on.
    void clear(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const;

private:
    [[nodiscard]] std::array<policy::Limit, 2> network_limits(const tenant::Settings& settings) const;
    void refund_network(ports::UnitOfWork& unit, const tenant::Settings& settings) const;

    const SignInPorts& ports_;
    const TenantId& tenant_;
    const Caller& caller_;
};

}  // namespace rekey::flows
