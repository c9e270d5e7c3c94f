#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "domain/directory/anchor.hpp"

namespace rekey::directory {

/// Whom a question or a write is about. The anchor decides; the DN is where it was seen last, and may be out of date.
struct Whom {
    Anchor anchor;
    std::string dn;
};

/// How an account is there right now.
struct AccountState {
    std::string dn;
    bool disabled = false;
    bool locked = false;               ///< by wrong passwords, and still, as far as can be told
    bool lock_may_be_over = false;     ///< locked, but whether still only a policy would tell that cannot be read
    bool permanently_locked = false;   ///< by an administrator: never lifted here
    bool protected_account = false;    ///< Active Directory's adminCount: its rights are not those of its folder
    std::string password_set_at;       ///< as the directory writes it, to be compared only; empty: not told
    bool hides_set_at = false;         ///< what stands there says instead that the password must be changed (Active Directory)
    std::optional<Instant> password_set;  ///< the same as a time, where it can be read as one
    std::int64_t wrong_passwords = 0;  ///< counted there at the moment, where it is told
    Instant seen_at;
};

/// What a bind with a person's password came to.
enum class SignIn : std::uint8_t {
    Right,
    MustChange,       ///< right, and good for nothing but choosing another one
    PasswordExpired,  ///< right, the same
    Wrong,            ///< or the directory does not say what
    Locked,           ///< whatever was typed
    Disabled,
    AccountExpired,
    NotNow            ///< hours or machines the account is kept to
};
[[nodiscard]] std::string_view name(SignIn answer) noexcept;  ///< right, must_change, …

/// Why a directory does not take a password, or does not unlock.
enum class Refusal : std::uint8_t {
    TooShort,
    TooSimple,       ///< its complexity rules
    UsedBefore,      ///< today's, or one of its history
    TooSoon,         ///< its minimum age
    Rules,           ///< one of its rules, and it does not say which
    CurrentWrong,    ///< of a change
    Locked,          ///< of a change: not while locked; of all: an administrator's lock
    NotPermitted,    ///< the service account lacks the right, or the account is protected
    NotThere,        ///< no such entry any more
    Other            ///< see the text for the operator
};
[[nodiscard]] std::string_view name(Refusal refusal) noexcept;  ///< too_short, …

/// What a write came to.
struct Written {
    enum class How : std::uint8_t {
        Done,
        Refused,
        NotSent,  ///< the directory was not reached: nothing has happened
        Unknown   ///< it was asked and did not answer: it may have happened
    } how = How::Done;
    Refusal refusal = Refusal::Other;  ///< Refused
    bool judged = false;               ///< NotSent: but the current password may have been, and counted when it was wrong
    std::string detail = {};           ///< for the administrator: code, server, DN and control; nothing that was typed
};

/// What a reset does besides.
struct SetOptions {
    bool unlock = true;
    bool must_change = false;  ///< good for one sign-in
    std::optional<AccountState> found = {};  ///< by the caller; nothing, or not a moment ago: he is looked up first
};

/// Whether the service account could write somebody's password, as far as that can be learned without doing it.
enum class Writability : std::uint8_t { Writable, Protected, NoRight, NotTold };
[[nodiscard]] std::string_view name(Writability writability) noexcept;  ///< writable, protected, no_right, not_told
[[nodiscard]] std::optional<Writability> parse_writability(std::string_view name) noexcept;

}  // namespace rekey::directory
