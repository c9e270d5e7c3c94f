#include "flows/sign_in_tally.hpp"

#include <algorithm>

#include "domain/signin/lockout.hpp"
#include "flows/account_key.hpp"

namespace rekey::flows {

// The rows of the network come first, then the account's: units that lock them in one order do not wait for each other in a circle.

std::array<policy::Limit, 2> SignInTally::network_limits(const tenant::Settings& settings) const {
    const bool trusted = policy::in_networks(caller_.address, settings.trusted_networks);
    return {policy::refused_sign_ins_per_10_minutes(settings, trusted), policy::refused_sign_ins_per_hour(settings, trusted)};
}

/// Both limits count, also when the first has refused already: the work does not depend on it.
Result<void> SignInTally::count_network(ports::UnitOfWork& unit, const tenant::Settings& settings) const {
    const auto key = network_key(ports_.macs, tenant_, policy::client_network(caller_.address));
    std::optional<Duration> wait;
    for (const auto& limit : network_limits(settings)) {
        if (unit.counters().add(limit.name, key, limit.window) <= limit.count) continue;
        wait = std::max(wait.value_or(Duration{0}), unit.counters().ends_at(limit.name, key) - unit.now());
    }
    if (wait) return fail(ErrorCode::TooManySignIns, "refused sign-ins per network", wait);
    return {};
}

Counted SignInTally::place(ports::UnitOfWork& unit, const IdentityId& subject) const {
    Counted counted;
    counted.subject = subject;
    counted.at = unit.now();
    counted.account = account_key(ports_.macs, tenant_, subject);
    counted.network = policy::client_network(caller_.address);
    const bool familiar = unit.networks().known(subject, familiar_key(ports_.macs, tenant_, subject, counted.network));
    counted.side = familiar ? identity::Side::Familiar : identity::Side::Unfamiliar;
    counted.open = true;
    return counted;
}

Counted SignInTally::count(ports::UnitOfWork& unit, const tenant::Settings& settings, const IdentityId& subject) const {
    auto counted = place(unit, subject);
    const auto state = unit.lockouts().count(counted.account, counted.side);
    counted.open = state.locked_until <= unit.now();
    const auto lock = signin::lock_after(state.failures, signin::lockout_rule(settings));
    counted.locked_until = !counted.open ? state.locked_until : lock > Duration{0} ? unit.now() + lock : Instant{};
    unit.lockouts().lock(counted.account, counted.side, counted.locked_until, std::max(unit.now(), counted.locked_until) + signin::kMemory);
    return counted;
}

void SignInTally::refund_network(ports::UnitOfWork& unit, const tenant::Settings& settings) const {
    const auto key = network_key(ports_.macs, tenant_, policy::client_network(caller_.address));
    for (const auto& limit : network_limits(settings)) unit.counters().refund(limit.name, key);
}

void SignInTally::take_back(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const {
    refund_network(unit, settings);
    take_back_of_account(unit, settings, counted);
}

void SignInTally::take_back_of_account(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const {
    unit.lockouts().take_back(counted.account, counted.side, counted.locked_until, signin::lockout_rule(settings).failures);
}

void SignInTally::clear(ports::UnitOfWork& unit, const tenant::Settings& settings, const Counted& counted) const {
    refund_network(unit, settings);
    unit.lockouts().clear(counted.account, counted.side);
    unit.counters().clear(policy::sign_in_proofs(settings, counted.side).name, counted.account);
    unit.networks().remember(counted.subject, familiar_key(ports_.macs, tenant_, counted.subject, counted.network), unit.now());
}

}  // namespace rekey::flows
