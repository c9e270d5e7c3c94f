#include "domain/audit/event.hpp"

#include <algorithm>
#include <array>

namespace rekey::audit {
namespace {

constexpr std::array<std::string_view, 62> kNames{"reset_started",
                                                  "reset_refused",
                                                  "code_sent",
                                                  "code_suppressed",
                                                  "code_wrong",
                                                  "proof_passed",
                                                  "proof_failed",
                                                  "reset_paused",
                                                  "password_refused",
                                                  "password_reset",
                                                  "account_unlocked",
                                                  "attempt_cancelled",
                                                  "attempt_superseded",
                                                  "tenant_added",
                                                  "setting_changed",
                                                  "identity_added",
                                                  "identity_changed",
                                                  "identity_deleted",
                                                  "identity_enabled",
                                                  "identity_disabled",
                                                  "role_changed",
                                                  "authenticator_added",
                                                  "authenticator_removed",
                                                  "password_set_by_operator",
                                                  "reset_unblocked",
                                                  "group_added",
                                                  "group_removed",
                                                  "group_members_changed",
                                                  "users_imported",
                                                  "signed_in",
                                                  "sign_in_failed",
                                                  "sign_in_locked",
                                                  "signed_out",
                                                  "sessions_ended",
                                                  "password_changed",
                                                  "password_must_change",
                                                  "authenticator_changed",
                                                  "authenticator_verified",
                                                  "default_method_changed",
                                                  "registration_skipped",
                                                  "registration_confirmed",
                                                  "account_frozen",
                                                  "account_unfrozen",
                                                  "person_invited",
                                                  "second_proof_asked",
                                                  "second_proof_wrong",
                                                  "send_budget_nearly_spent",
                                                  "send_budget_spent",
                                                  "country_stopped",
                                                  "country_lifted",
                                                  "message_retried",
                                                  "call_denied",
                                                  "directory_added",
                                                  "directory_changed",
                                                  "directory_removed",
                                                  "directory_synchronised",
                                                  "directory_reading_asked",
                                                  "directory_down",
                                                  "directory_up",
                                                  "readiness_reported",
                                                  "writeback_failed",
                                                  "writeback_unknown"};
static_assert(kNames.size() == static_cast<std::size_t>(Kind::WritebackUnknown) + 1, "every kind has a name");

/// Eight bytes, big-endian, of the length; then the bytes.
void append(std::string& out, std::string_view field) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((field.size() >> static_cast<unsigned>(shift)) & 0xFFU);
    out += field;
}

template <class Tag>
void append(std::string& out, const std::optional<Id<Tag>>& id) {
    append(out, id ? std::string_view(reinterpret_cast<const char*>(id->bytes.data()), id->bytes.size()) : std::string_view{});
}

}  // namespace

std::string_view name(Kind kind) noexcept { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) noexcept {
    const auto found = std::ranges::find(kNames, text);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Kind>(found - kNames.begin());
}

bool shown_to_person(Kind kind) noexcept {
    switch (kind) {
        case Kind::SignedIn:
        case Kind::SignInFailed:
        case Kind::SecondProofWrong:
        case Kind::SignInLocked:
        case Kind::SignedOut:
        case Kind::SessionsEnded:
        case Kind::PasswordChanged:
        case Kind::PasswordSetByOperator:
        case Kind::PasswordMustChange:
        case Kind::ResetStarted:
        case Kind::ResetPaused:
        case Kind::PasswordReset:
        case Kind::AccountUnlocked:
        case Kind::ResetUnblocked:
        case Kind::AuthenticatorAdded:
        case Kind::AuthenticatorRemoved:
        case Kind::AuthenticatorChanged:
        case Kind::AuthenticatorVerified:
        case Kind::RegistrationConfirmed:
        case Kind::AccountFrozen:
        case Kind::AccountUnfrozen:
        case Kind::IdentityEnabled:
        case Kind::RoleChanged: return true;
        default: return false;
    }
}

std::string canonical(const TenantId& tenant, const Event& event) {
    std::string out;
    append(out, std::optional(tenant));
    append(out, std::optional(event.id));
    append(out, std::to_string(to_millis(event.at)));
    append(out, name(event.kind));
    append(out, event.identity);
    append(out, event.attempt);
    append(out, event.actor);
    append(out, event.network);
    for (const auto& [key, value] : event.details) {
        append(out, key);
        append(out, value);
    }
    return out;
}

}  // namespace rekey::audit
