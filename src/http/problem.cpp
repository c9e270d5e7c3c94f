#include "http/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/codec/views.hpp"

namespace rekey::http {
namespace {

constexpr std::string_view title(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::InvalidInput: return "A value is not valid";
        case ErrorCode::NotFound: return "There is no such thing";
        case ErrorCode::AlreadyExists: return "It exists already";
        case ErrorCode::Conflict: return "It was changed meanwhile";
        case ErrorCode::Forbidden: return "This is not allowed";
        case ErrorCode::NotAllowedNow: return "This cannot be done at this step";
        case ErrorCode::AttemptEnded: return "This attempt has ended";
        case ErrorCode::ResetOff: return "Password reset is switched off";
        case ErrorCode::CaptchaWrong: return "The characters were not right";
        case ErrorCode::TooManyStarts: return "Too many attempts from this network";
        case ErrorCode::ResendTooSoon: return "A new code cannot be sent yet";
        case ErrorCode::NoResendsLeft: return "No more codes can be sent";
        case ErrorCode::CodeMismatch: return "The code is not right";
        case ErrorCode::CodeExpired: return "The code has expired";
        case ErrorCode::TooManyTries: return "This code cannot be used any more";
        case ErrorCode::MethodNotOffered: return "This method is not offered";
        case ErrorCode::NumberMismatch: return "This is not the number on file";
        case ErrorCode::PasswordRefused: return "This password cannot be used";
        case ErrorCode::TooManyPasswords: return "Too many passwords were tried";
        case ErrorCode::SignInRefused: return "The user ID or the password is not right";
        case ErrorCode::TooManySignIns: return "Too many sign-ins were refused on this network";
        case ErrorCode::NotSignedIn: return "Nobody is signed in";
        case ErrorCode::CurrentPasswordWrong: return "The current password is not right";
        case ErrorCode::ReauthenticationNeeded: return "Sign in again to change this";
        case ErrorCode::RegistrationNeeded: return "Something has to be registered first";
        case ErrorCode::TooManyCodes: return "Too many codes were sent";
        case ErrorCode::NumberNotServed: return "Numbers of this country are not used here";
        case ErrorCode::OwnMailbox: return "This is the mailbox the password protects";
        case ErrorCode::AnswerRefused: return "This answer cannot be used";
        case ErrorCode::AccountFrozen: return "This account is frozen";
        case ErrorCode::LinkEnded: return "This link has ended";
        case ErrorCode::DirectoryUnavailable: return "The organisation's directory does not answer";
        case ErrorCode::OutcomeUnknown: return "It is not known whether the password was changed";
        case ErrorCode::Busy: return "The server is busy";
        case ErrorCode::Unreachable: return "A system behind this one does not answer";
        case ErrorCode::Refused: return "A system behind this one refused";
    }
    return "Something went wrong";
}

constexpr int status(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::InvalidInput: return 400;
        case ErrorCode::NotSignedIn:
        case ErrorCode::RegistrationNeeded: return 401;
        case ErrorCode::Forbidden:
        case ErrorCode::ReauthenticationNeeded:
        case ErrorCode::AccountFrozen:
        case ErrorCode::ResetOff: return 403;
        case ErrorCode::NotFound: return 404;
        case ErrorCode::AlreadyExists:
        case ErrorCode::Conflict:
        case ErrorCode::NotAllowedNow:
        case ErrorCode::NoResendsLeft: return 409;
        case ErrorCode::AttemptEnded:
        case ErrorCode::LinkEnded: return 410;
        case ErrorCode::CaptchaWrong:
        case ErrorCode::CodeMismatch:
        case ErrorCode::CodeExpired:
        case ErrorCode::TooManyTries:
        case ErrorCode::MethodNotOffered:
        case ErrorCode::NumberMismatch:
        case ErrorCode::PasswordRefused:
        case ErrorCode::NumberNotServed:
        case ErrorCode::OwnMailbox:
        case ErrorCode::AnswerRefused:
        case ErrorCode::SignInRefused:
        case ErrorCode::CurrentPasswordWrong: return 422;
        case ErrorCode::TooManyStarts:
        case ErrorCode::ResendTooSoon:
        case ErrorCode::TooManyPasswords:
        case ErrorCode::TooManyCodes:
        case ErrorCode::TooManySignIns: return 429;
        case ErrorCode::OutcomeUnknown: return 504;
        case ErrorCode::Refused: return 502;
        case ErrorCode::DirectoryUnavailable:
        case ErrorCode::Busy:
        case ErrorCode::Unreachable: return 503;
    }
    return 500;
}

boost::json::object body(const Spoken& said) {
    return {{"type", "about:blank"}, {"title", said.title}, {"status", said.status}, {"code", said.code}};
}

Response respond(int status, boost::json::object body, std::optional<std::chrono::milliseconds> retry_after) {
    Response response{.status = status, .content_type = "application/problem+json"};
    if (retry_after) {
        const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*retry_after).count());
        body["retryAfter"] = seconds;
        response.headers.emplace_back("Retry-After", std::to_string(seconds));
    }
    response.body = boost::json::serialize(body);
    return response;
}

}  // namespace

Spoken spoken(ErrorCode code) noexcept { return {status(code), rekey::name(code), title(code)}; }

Spoken spoken(Refusal refusal) noexcept {
    switch (refusal) {
        case Refusal::BadRequest: return {400, "bad_request", "The request is malformed"};
        case Refusal::OriginRefused: return {403, "origin_refused", "The request does not come from this site"};
        case Refusal::RouteUnknown: return {404, "route_unknown", "There is nothing at this address"};
        case Refusal::MethodNotAllowed: return {405, "method_not_allowed", "This method is not offered here"};
        case Refusal::RequestTimeout: return {408, "request_timeout", "The request came too slowly"};
        case Refusal::BodyTooLarge: return {413, "body_too_large", "The request is too large"};
        case Refusal::UnsupportedMediaType: return {415, "unsupported_media_type", "The body must be application/json"};
        case Refusal::ExpectationFailed: return {417, "expectation_failed", "This expectation cannot be met"};
        case Refusal::UnknownHost: return {421, "unknown_host", "No tenant has this address"};
        case Refusal::HeaderTooLarge: return {431, "header_too_large", "The header is too large"};
        case Refusal::Internal: return {500, "internal", "Something went wrong on our side"};
        case Refusal::MethodUnknown: return {501, "method_unknown", "This method is not known"};
        case Refusal::Unavailable: return {503, "unavailable", "The service is not available right now"};
    }
    return {500, "internal", "Something went wrong on our side"};
}

Response problem(const Error& error, std::string_view field) {
    const Spoken said = spoken(error.code);
    auto object = body(said);
    if (!field.empty()) object["field"] = field;
    return respond(said.status, std::move(object), error.retry_after);
}

Response problem(Refusal refusal, std::optional<std::chrono::milliseconds> retry_after) {
    const Spoken said = spoken(refusal);
    return respond(said.status, body(said), retry_after);
}

Response password_refused(std::span<const password::Reason> reasons) {
    const Spoken said = spoken(ErrorCode::PasswordRefused);
    auto object = body(said);
    object["reasons"] = to_json(reasons);
    return respond(said.status, std::move(object), {});
}

}  // namespace rekey::http
