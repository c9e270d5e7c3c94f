#include "adapters/directory/diagnosis.hpp"

#include <ldap.h>

#include <charconv>

#include "adapters/directory/controls.hpp"

namespace rekey::ldap {
namespace {

using directory::Refusal;
using directory::SignIn;

bool speaks_win32(const directory::Driver& driver) { return driver.password == directory::PasswordOperation::UnicodePwd; }

/// Hexadecimal digits at the front, at most eight of them.
std::optional<std::uint32_t> read_hex(std::string_view text, std::size_t& digits) noexcept {
    std::uint32_t number = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    digits = static_cast<std::size_t>(at - text.data());
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

SignIn by_bind_code(std::optional<std::uint32_t> code) {
    switch (code.value_or(0)) {
        case 0x530:                               // ERROR_INVALID_LOGON_HOURS
        case 0x531:                               // ERROR_INVALID_WORKSTATION
        case 0x569: return SignIn::NotNow;        // ERROR_LOGON_TYPE_NOT_GRANTED
        case 0x532: return SignIn::PasswordExpired;
        case 0x533: return SignIn::Disabled;
        case 0x701: return SignIn::AccountExpired;
        case 0x773: return SignIn::MustChange;
        case 0x775: return SignIn::Locked;
        default: return SignIn::Wrong;            // 52e, and 525 of who is not there
    }
}

/// The errors of the draft's control.
enum PolicyError : int { kExpired, kLocked, kChangeAfterReset, kNotAllowed, kOldWanted, kTooSimple, kTooShort, kTooYoung, kInHistory };

SignIn by_policy(std::optional<int> error) {
    if (error == kLocked) return SignIn::Locked;
    if (error == kExpired) return SignIn::PasswordExpired;
    return SignIn::Wrong;
}

std::optional<Refusal> by_code(std::optional<std::uint32_t> code) {
    switch (code.value_or(0)) {
        case 0x52D: return Refusal::Rules;        // ERROR_PASSWORD_RESTRICTION
        case 0x56: return Refusal::CurrentWrong;  // ERROR_INVALID_PASSWORD
        case 0x775: return Refusal::Locked;       // ERROR_ACCOUNT_LOCKED_OUT
        case 0x5:                                 // ERROR_ACCESS_DENIED
        case 0x2098: return Refusal::NotPermitted;  // ERROR_DS_INSUFF_ACCESS_RIGHTS
        case 0x2030: return Refusal::NotThere;    // ERROR_DS_NO_SUCH_OBJECT
        default: return std::nullopt;
    }
}

std::optional<Refusal> by_policy_error(std::optional<int> error) {
    if (!error) return std::nullopt;
    switch (*error) {
        case kLocked: return Refusal::Locked;
        case kNotAllowed:
        case kOldWanted: return Refusal::NotPermitted;
        case kTooSimple: return Refusal::TooSimple;
        case kTooShort: return Refusal::TooShort;
        case kTooYoung: return Refusal::TooSoon;
        case kInHistory: return Refusal::UsedBefore;
        default: return std::nullopt;
    }
}

}  // namespace

std::optional<std::uint32_t> read_code(std::string_view text) noexcept {
    constexpr std::size_t kDigits = 8;
    std::size_t digits = 0;
    const auto code = read_hex(text.substr(0, kDigits), digits);
    return code && digits == kDigits && text.substr(kDigits).starts_with(':') ? code : std::nullopt;
}

std::optional<std::uint32_t> read_bind_code(std::string_view text) noexcept {
    constexpr std::string_view kMark = ", data ";
    const auto mark = text.find(kMark);
    if (mark == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(mark + kMark.size());
    std::size_t digits = 0;
    const auto code = read_hex(rest, digits);
    return code && (digits == rest.size() || rest[digits] == ',') ? code : std::nullopt;
}

std::optional<SignIn> sign_in_of(const directory::Driver& driver, const Reply& reply) {
    const auto policy = read_password_policy(reply);
    switch (reply.code) {
        case LDAP_SUCCESS:
            return policy == kChangeAfterReset || find(reply.controls, kPasswordExpired) != nullptr ? SignIn::MustChange : SignIn::Right;
        case LDAP_INVALID_CREDENTIALS:
            if (speaks_win32(driver)) return by_bind_code(read_bind_code(reply.text));
            return find(reply.controls, kPasswordExpired) != nullptr ? SignIn::PasswordExpired : by_policy(policy);
        case LDAP_NO_SUCH_OBJECT:
        case LDAP_INAPPROPRIATE_AUTH: return SignIn::Wrong;  // without a password, or gone a moment ago
        case LDAP_CONSTRAINT_VIOLATION: return SignIn::Locked;
        case LDAP_UNWILLING_TO_PERFORM:
            if (!driver.disabled.empty() && !speaks_win32(driver)) return SignIn::Disabled;
            return std::nullopt;
        default: return std::nullopt;
    }
}

Refusal refusal_of(const directory::Driver& driver, const Reply& reply) {
    const auto said = speaks_win32(driver) ? by_code(read_code(reply.text)) : by_policy_error(read_password_policy(reply));
    if (said) return *said;
    switch (reply.code) {
        case LDAP_CONSTRAINT_VIOLATION: return speaks_win32(driver) ? Refusal::Other : Refusal::Rules;
        case LDAP_INSUFFICIENT_ACCESS: return Refusal::NotPermitted;
        case LDAP_NO_SUCH_OBJECT: return Refusal::NotThere;
        case LDAP_INVALID_CREDENTIALS: return Refusal::CurrentWrong;
        default: return Refusal::Other;
    }
}

}  // namespace rekey::ldap
