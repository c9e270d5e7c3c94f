#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::policy {

/// One counter: at most `count` in `window`, which begins with the first event (product section 3). `name` is part of its key.
struct Limit {
    std::string_view name;
    std::int64_t count;
    Duration window;
};

[[nodiscard]] Limit starts_per_10_minutes(const tenant::Settings& settings, bool trusted_network) noexcept;
[[nodiscard]] Limit starts_per_hour(const tenant::Settings& settings, bool trusted_network) noexcept;
[[nodiscard]] Limit failed_proofs(const tenant::Settings& settings, identity::Side side) noexcept;
[[nodiscard]] Limit sends_per_account(const tenant::Settings& settings, method::Kind kind) noexcept;
[[nodiscard]] Limit sends_per_destination(const tenant::Settings& settings, method::Kind kind) noexcept;
/// Phone numbers and codes of an app or of a saved set that were typed, right or wrong.
[[nodiscard]] Limit validations_per_account(const tenant::Settings& settings) noexcept;
/// The same for what is typed at sign-in. Unfamiliar networks share the account's budget with the reset, where strangers type; familiar ones
/// have one of their own, so that a stranger cannot keep the person out.
[[nodiscard]] Limit sign_in_proofs(const tenant::Settings& settings, identity::Side side) noexcept;
/// Calls to be confirmed by keys: one a minute, so that nobody is worn down by prompts.
[[nodiscard]] Limit call_prompts() noexcept;
/// Nobody calls while this counter is above zero: 15 min after somebody who was called pressed 9, "I did not ask for this".
[[nodiscard]] Limit denied_calls() noexcept;
[[nodiscard]] Limit resets_per_account(const tenant::Settings& settings) noexcept;

/// Refused sign-ins of a client network.
[[nodiscard]] Limit refused_sign_ins_per_10_minutes(const tenant::Settings& settings, bool trusted_network) noexcept;
[[nodiscard]] Limit refused_sign_ins_per_hour(const tenant::Settings& settings, bool trusted_network) noexcept;
/// Changes of a password that begin with the current one: guesses of it, and candidates for the new one.
[[nodiscard]] Limit password_changes(const tenant::Settings& settings) noexcept;

/// Wrong passwords that are passed on to a person's directory, within its own window (docs/adr/0026): from all networks together, from
/// unfamiliar ones, and those that it has not judged yet. Each one that is let through begins the window anew, as directories do.
[[nodiscard]] Limit binds(std::int64_t most, Duration window) noexcept;
[[nodiscard]] Limit unfamiliar_binds(std::int64_t most, Duration window) noexcept;
[[nodiscard]] Limit open_binds(std::int64_t most) noexcept;
/// Above zero: the account was frozen because the password in its directory was not set by its owner. It opens nothing here without a second proof.
[[nodiscard]] Limit doubted_password() noexcept;
/// Above zero: the directory took the password, but only for choosing another.
[[nodiscard]] Limit must_change_there() noexcept;

/// Resetting is paused while this counter is above zero: 24 h after the limit of failed proofs was reached on that side. A counter
/// and not a field of the identity, so that a decoy is paused by the same statement.
[[nodiscard]] Limit pause(identity::Side side) noexcept;

/// Counters of an account that count what went wrong, or was tried often: who has shown who he is begins them anew.
[[nodiscard]] std::array<std::string_view, 8> forgiven_counters();

/// The part of an address that counts as one client: IPv4 whole, IPv6 /64, both in canonical text ("203.0.113.7", "2001:db8:1:2::/64").
[[nodiscard]] std::string client_network(std::string_view address);
/// True when the address, or the beginning of the client network, lies in one of these CIDR blocks; malformed blocks match nothing.
[[nodiscard]] bool in_networks(std::string_view address, std::span<const std::string> cidrs);

}  // namespace rekey::policy
