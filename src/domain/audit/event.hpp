#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::audit {

/// The closed list of what is recorded.
enum class Kind : std::uint8_t {
    ResetStarted,
    ResetRefused,
    CodeSent,
    CodeSuppressed,
    CodeWrong,
    ProofPassed,
    ProofFailed,
    ResetPaused,
    PasswordRefused,
    PasswordReset,
    AccountUnlocked,
    AttemptCancelled,
    AttemptSuperseded,
    TenantAdded,
    SettingChanged,
    IdentityAdded,
    IdentityChanged,
    IdentityDeleted,
    IdentityEnabled,
    IdentityDisabled,
    RoleChanged,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    PasswordSetByOperator,
    ResetUnblocked,
    GroupAdded,
    GroupRemoved,
    GroupMembersChanged,
    UsersImported,
    SignedIn,
    SignInFailed,
    SignInLocked,
    SignedOut,
    SessionsEnded,
    PasswordChanged,
    PasswordMustChange,
    AuthenticatorChanged,
    AuthenticatorVerified,
    DefaultMethodChanged,
    RegistrationSkipped,
    RegistrationConfirmed,
    AccountFrozen,
    AccountUnfrozen,
    PersonInvited,
    SecondProofAsked,
    SecondProofWrong,
    SendBudgetNearlySpent,
    SendBudgetSpent,
    CountryStopped,
    CountryLifted,
    MessageRetried,
    CallDenied,
    DirectoryAdded,
    DirectoryChanged,
    DirectoryRemoved,
    DirectorySynchronised,
    DirectoryReadingAsked,
    DirectoryDown,
    DirectoryUp,
    ReadinessReported,
    WritebackFailed,   ///< what the directory said, for the administrator
    WritebackUnknown,  ///< it was asked to write and nobody can tell whether it did
};
[[nodiscard]] std::string_view name(Kind kind) noexcept;  ///< reset_started, …
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name) noexcept;
/// What a person sees in the recent activity of their own account: no step of a proof, nothing of groups and settings.
[[nodiscard]] bool shown_to_person(Kind kind) noexcept;

/// Appended in the commit that changed the state. Details hold no secret and no address; the row carries a MAC.
struct Event {
    EventId id;
    Instant at;
    Kind kind = Kind::ResetStarted;
    std::optional<IdentityId> identity;
    std::optional<AttemptId> attempt;
    std::string actor;    ///< person, operator, system
    std::string network;  ///< client network, /32 or /64; empty for operators
    std::map<std::string, std::string> details;
};

/// The bytes the MAC covers: every field with its length before it, so that no two events look alike.
[[nodiscard]] std::string canonical(const TenantId& tenant, const Event& event);

}  // namespace rekey::audit
