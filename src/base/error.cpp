#include "base/error.hpp"

namespace rekey {

std::string_view name(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::InvalidInput: return "invalid_input";
        case ErrorCode::NotFound: return "not_found";
        case ErrorCode::AlreadyExists: return "already_exists";
        case ErrorCode::Conflict: return "conflict";
        case ErrorCode::Forbidden: return "forbidden";
        case ErrorCode::NotAllowedNow: return "not_allowed_now";
        case ErrorCode::AttemptEnded: return "attempt_ended";
        case ErrorCode::ResetOff: return "reset_off";
        case ErrorCode::CaptchaWrong: return "captcha_wrong";
        case ErrorCode::TooManyStarts: return "too_many_starts";
        case ErrorCode::ResendTooSoon: return "resend_too_soon";
        case ErrorCode::NoResendsLeft: return "no_resends_left";
        case ErrorCode::CodeMismatch: return "code_mismatch";
        case ErrorCode::CodeExpired: return "code_expired";
        case ErrorCode::TooManyTries: return "too_many_tries";
        case ErrorCode::MethodNotOffered: return "method_not_offered";
        case ErrorCode::PasswordRefused: return "password_refused";
        case ErrorCode::TooManyPasswords: return "too_many_passwords";
        case ErrorCode::Busy: return "busy";
        case ErrorCode::Unreachable: return "unreachable";
        case ErrorCode::Refused: return "refused";
    }
    return "unknown";
}

}  // namespace rekey
