#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::policy {

/// What a reset demands of one person, made from the tenant's settings and the person's role.
struct ResetPolicy {
    std::int64_t gates = 1;
    std::vector<method::Kind> kinds;  ///< kinds that may be used: switched on by the tenant, and offered by this server
};

/// `offered` are the kinds this server can do: for what is sent, those it has a provider for. Administrators: two gates at least.
/// Security questions are never enough alone: they are there only where two gates are asked for, which use different channels; and never
/// for administrators.
[[nodiscard]] ResetPolicy reset_policy(const tenant::Settings& settings, identity::Role role, std::span<const method::Kind> offered);

/// Everybody in the tenant needs this many gates; nothing when it differs, since it would tell who is an administrator.
[[nodiscard]] std::optional<std::int64_t> gates_for_everybody(const tenant::Settings& settings);

/// The authenticators that may be used now: kind allowed, waiting time over.
[[nodiscard]] std::vector<method::Authenticator> usable(std::span<const method::Authenticator> all, const ResetPolicy& policy, Instant now);

/// How many different channels these offer.
[[nodiscard]] std::int64_t channels(std::span<const method::Authenticator> authenticators);

/// In scope by the tenant's groups; `groups` are all groups of the person, nesting followed.
[[nodiscard]] bool in_scope(const tenant::Settings& settings, std::span<const std::string> groups);

/// Why a person whose first proof was right still cannot reset. Told after that proof, never before (unless the tenant explains). The
/// last one is told after a password was sent to a directory that did not answer, and cannot tell either.
enum class Obstacle : std::uint8_t {
    TooFewMethods,
    OutOfScope,
    TooManyResets,
    Protected,
    DirectoryUnavailable,
    AccountDisabled,
    OutcomeUnknown
};
[[nodiscard]] std::string_view name(Obstacle obstacle) noexcept;
[[nodiscard]] std::optional<Obstacle> parse_obstacle(std::string_view name) noexcept;

struct Facts {
    bool enabled = false;
    bool in_scope = false;
    std::int64_t channels = 0;       ///< usable ones
    std::int64_t gates = 1;
    std::int64_t resets_today = 0;
    std::int64_t resets_allowed = 5;
    std::optional<Obstacle> authority = {};  ///< why its source of authority takes no password; nothing: it does
};
/// The first thing that stands in the way, in the order of product section 2.
[[nodiscard]] std::optional<Obstacle> obstacle(const Facts& facts);

}  // namespace rekey::policy
