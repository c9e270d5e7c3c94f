#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace rekey {

/// Outcomes a caller decides on. Names are stable: they are the `code` of the API's problem+json (docs/reference/errors.md).
enum class ErrorCode : std::uint8_t {
    InvalidInput,        ///< a value has the wrong form or is out of bounds
    NotFound,
    AlreadyExists,
    Conflict,            ///< somebody else changed it meanwhile: read again
    Forbidden,
    NotAllowedNow,       ///< the state does not allow this request
    AttemptEnded,        ///< unknown, expired, completed or replaced attempt
    ResetOff,            ///< the tenant's scope is None
    CaptchaWrong,        ///< wrong, used, expired or for another purpose: get a new one
    TooManyStarts,       ///< per client network; carries retry_after
    ResendTooSoon,       ///< carries retry_after
    NoResendsLeft,
    CodeMismatch,
    CodeExpired,
    TooManyTries,        ///< this code cannot be used any more
    MethodNotOffered,
    NumberMismatch,      ///< not the phone number on file; said only where the tenant explains
    PasswordRefused,     ///< carries the reasons beside it
    TooManyPasswords,    ///< candidates per attempt used up
    SignInRefused,       ///< user ID, password or state of the account: never which
    TooManySignIns,      ///< refused ones per client network; carries retry_after
    NotSignedIn,         ///< no session, an ended one, or a sign-in under way
    CurrentPasswordWrong,
    ReauthenticationNeeded,  ///< the session is too old for a change: sign in again
    RegistrationNeeded,  ///< the person has to register, or confirm, before going on
    TooManyCodes,  ///< to this account or address; carries retry_after
    NumberNotServed,  ///< a phone number of a country the tenant does not call
    OwnMailbox,  ///< an address that is lost together with the password
    AnswerRefused,  ///< to a security question: its length, or it is no secret
    AccountFrozen,  ///< somebody said "this was not me": nothing is changed meanwhile
    LinkEnded,  ///< unknown, used or expired
    DirectoryUnavailable,  ///< the directory where a password is mastered does not answer; nothing has changed
    OutcomeUnknown,      ///< the directory was asked and did not answer: it may have happened
    Busy,                ///< a queue is full; carries retry_after
    Unreachable,         ///< a dependency does not answer
    Refused,             ///< a dependency said no
};

/// The stable snake_case name of a code.
[[nodiscard]] std::string_view name(ErrorCode code) noexcept;

/// `detail` is for logs and operators and never reaches a response; it holds no secret and no personal value.
struct Error {
    ErrorCode code;
    std::string detail;
    std::optional<std::chrono::milliseconds> retry_after;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {},
                                                 std::optional<std::chrono::milliseconds> retry_after = {}) {
    return std::unexpected<Error>(Error{code, std::move(detail), retry_after});
}

enum class FaultKind : std::uint8_t {
    StoreUnavailable,  ///< connection lost, disk full, busy beyond the deadline
    Serialization,     ///< the database asks to run the unit of work again
    Constraint,        ///< unique, foreign key or check; the caller should have guarded
    Invariant,         ///< what must be true was not
    Entropy,           ///< no randomness: nothing may go on
};

/// A broken world. Caught only at the edge: HTTP 503, worker back-off, exit code of the command line.
class Fault final : public std::runtime_error {
public:
    Fault(FaultKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    [[nodiscard]] FaultKind kind() const noexcept { return kind_; }

private:
    FaultKind kind_;
};

}  // namespace rekey
