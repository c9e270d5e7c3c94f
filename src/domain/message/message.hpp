#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/method/method.hpp"

namespace rekey::message {

/// What a message says. Codes go before notices.
enum class Kind : std::uint8_t {
    ResetCode,
    PasswordChanged,
    ResetPaused,
    RegistrationCode,
    MethodAdded,
    MethodChanged,
    MethodRemoved,
    AccountFrozen,  ///< to administrators
    Invitation,     ///< to register
    RecoveryCodeUsed,
    BudgetNearlySpent,  ///< to administrators
    CountryStopped,     ///< to administrators
    UnlockCode
};
[[nodiscard]] std::string_view name(Kind kind) noexcept;  ///< reset_code, password_changed, …: also the catalogue's key
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name) noexcept;
[[nodiscard]] bool is_code(Kind kind) noexcept;

/// What the text needs beside the sender's own facts. Holds the code: sealed at rest. The closed list of names:
///   reset_code, unlock_code, registration_code   code (digits or letters, ungrouped), expires
///   reset_code and unlock_code by call   number (two digits) instead of code where the person types that on the phone: never said
///   password_changed  user (as on file), at, how (names of channels, comma between), device (may be absent or empty)
///   reset_paused      user, at, paused_until
///   method_added, method_changed, method_removed   user, at, method (as the items of registration), device; usable_from
///                     where it has to wait
///   account_frozen, invitation   user, at
///   recovery_code_used   user, at, device
///   budget_nearly_spent  at, sent, limit (numbers)
///   country_stopped      paused_until, country (ISO 3166), sent, typed (numbers)
/// not_me (the token of a link "this was not me") may stand in each notice to the person.
/// expires, at, paused_until and usable_from are to_rfc3339; device is "BROWSER on SYSTEM". Other names are ignored.
using Parameters = std::map<std::string, std::string>;

enum class State : std::uint8_t { Queued, Leased, Sent, Failed, Expired, Suppressed };
[[nodiscard]] std::string_view name(State state) noexcept;
[[nodiscard]] std::optional<State> parse_state(std::string_view name) noexcept;

/// What became of a message after its provider took it, as the provider tells. Words in the store: more may come.
enum class Fate : std::uint8_t {
    Unknown,      ///< nothing was said yet, or ever will be
    Delivered,    ///< it is on the person's device, or the call was answered
    Undelivered,  ///< it will not arrive
    Busy,         ///< a call: engaged
    NoAnswer      ///< a call: it rang
};
[[nodiscard]] std::string_view name(Fate fate) noexcept;  ///< unknown, delivered, undelivered, busy, no_answer
[[nodiscard]] std::optional<Fate> parse_fate(std::string_view name) noexcept;

/// What became of a message, as the person it is for may be told. One that was held back was sent.
enum class Progress : std::uint8_t { Waiting, Sent, Delivered, Busy, NoAnswer, Failed };
[[nodiscard]] std::string_view name(Progress progress) noexcept;
[[nodiscard]] Progress progress_of(State state, Fate fate) noexcept;

/// What the person who was called said by the keys.
enum class Keyed : std::uint8_t {
    Nothing,
    Confirmed,  ///< the number that the page shows
    Denied      ///< 9: I did not ask for this
};

/// Names of providers: small letters, digits and hyphens.
using Providers = std::vector<std::string>;

/// A row of the outbox: committed together with what caused it, sent by a worker under a lease.
struct Message {
    MessageId id;
    Kind kind = Kind::ResetCode;
    method::Channel channel = method::Channel::Email;
    std::string destination;     ///< e-mail address or E.164; sealed at rest, erased at the end
    std::string language;
    Parameters parameters;       ///< sealed at rest, erased at the end
    bool deliverable = true;     ///< false: a decoy's or a suppressed message; does all the work but the sending
    Instant created_at;
    Instant expires_at;          ///< a code that is too old is never sent
    std::int64_t tries = 0;
    Providers may_have_it;       ///< providers that may have taken it in an earlier try, though they did not say so
    Providers refused_by;        ///< providers that took it, and told later that it does not arrive
};

/// A message as a person reads it.
struct Rendered {
    std::string subject;  ///< e-mail only
    std::string text;
    std::string html;     ///< e-mail only
};

/// When to try again after `tries` failures: 2 s doubling to 5 min, plus up to 25 % by `jitter` in [0, 1).
[[nodiscard]] Duration retry_delay(std::int64_t tries, double jitter) noexcept;

}  // namespace rekey::message
