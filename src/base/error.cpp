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
        case ErrorCode::NumberMismatch: return "number_mismatch";
        case ErrorCode::PasswordRefused: return "password_refused";
        case ErrorCode::TooManyPasswords: return "too_many_passwords";
        case ErrorCode::SignInRefused: return "sign_in_refused";
        case ErrorCode::TooManySignIns: return "too_many_sign_ins";
        case ErrorCode::NotSignedIn: return "not_signed_in";
        case ErrorCode::CurrentPasswordWrong: return "current_password_wrong";
        case ErrorCode::ReauthenticationNeeded: return "reauthentication_needed";
        case ErrorCode::RegistrationNeeded: return "registration_needed";
        case ErrorCode::TooManyCodes: return "too_many_codes";
        case ErrorCode::NumberNotServed: return "number_not_served";
        case ErrorCode::OwnMailbox: return "own_mailbox";
        case ErrorCode::AnswerRefused: return "answer_refused";
        case ErrorCode::AccountFrozen: return "account_frozen";
        case ErrorCode::LinkEnded: return "link_ended";
        case ErrorCode::DirectoryUnavailable: return "directory_unavailable";
        case ErrorCode::OutcomeUnknown: return "outcome_unknown";
        case ErrorCode::Busy: return "busy";
        case ErrorCode::Unreachable: return "unreachable";
        case ErrorCode::Refused: return "refused";
    }
    return "unknown";
}

}  // namespace rekey
