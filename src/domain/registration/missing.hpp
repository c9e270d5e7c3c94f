#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "domain/method/method.hpp"
#include "domain/policy/policy.hpp"
#include "domain/registration/enrollment.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::registration {

/// What is remembered of a person's registration.
struct Record {
    std::int64_t skips = 0;               ///< how often it was put off since it was last complete
    std::optional<Instant> confirmed_at = {};  ///< last registration, or "still correct"
    std::optional<SessionId> first_session = {};  ///< the one that registered when nothing was on file; the zero id: none may any more
    std::optional<AuthenticatorId> preferred = {};  ///< the default method
    std::optional<Instant> frozen_at = {};     ///< "this was not me"
    std::int64_t removals = 0;            ///< how often the person took a method away: sessions that had passed are judged again
    std::optional<Instant> invited_at = {};  ///< the last invitation to register
    std::int64_t version = 0;
};

/// Why a person is stopped after signing in.
enum class Interrupt : std::uint8_t { None, Register, Reconfirm };
[[nodiscard]] std::string_view name(Interrupt interrupt) noexcept;  ///< none, register, reconfirm

struct Missing {
    Interrupt interrupt = Interrupt::None;
    std::int64_t methods = 0;              ///< how many more have to be proven
    std::vector<AuthenticatorId> to_verify;  ///< filled in by somebody else and never proven: these first
    std::vector<Item> to_set_up;           ///< what may be registered and is not on file, the safest first
    bool may_skip = false;
    std::int64_t skips_left = 0;
};

/// What may be registered here: the tenant allows it and the server can do it.
[[nodiscard]] std::vector<Item> items(const policy::ResetPolicy& policy);

/// Judged from what is on file. Proven methods count once each, even while they wait to be usable; a mobile is one method, though it has two
/// channels. They must also open as many different channels as the policy has gates.
[[nodiscard]] Missing missing(const tenant::Settings& settings, const policy::ResetPolicy& policy,
                              std::span<const method::Authenticator> on_file, const Record& record, Instant now);

/// First: nothing was on file when this session began to register.
[[nodiscard]] bool is_first_session(const Record& record, std::span<const method::Authenticator> on_file,
                                    const SessionId& session) noexcept;

}  // namespace rekey::registration
