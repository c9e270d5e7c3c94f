#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rekey::http {
namespace {

constexpr auto kLastCode = ErrorCode::Refused;

// The table of docs/reference/errors.md: clients decide on these.
TEST(Problem, StatusAndCodeAreStable) {
    const std::pair<ErrorCode, Spoken> expected[] = {
        {ErrorCode::InvalidInput, {400, "invalid_input", {}}},
        {ErrorCode::NotFound, {404, "not_found", {}}},
        {ErrorCode::AlreadyExists, {409, "already_exists", {}}},
        {ErrorCode::Conflict, {409, "conflict", {}}},
        {ErrorCode::Forbidden, {403, "forbidden", {}}},
        {ErrorCode::NotAllowedNow, {409, "not_allowed_now", {}}},
        {ErrorCode::AttemptEnded, {410, "attempt_ended", {}}},
        {ErrorCode::ResetOff, {403, "reset_off", {}}},
        {ErrorCode::CaptchaWrong, {422, "captcha_wrong", {}}},
        {ErrorCode::TooManyStarts, {429, "too_many_starts", {}}},
        {ErrorCode::ResendTooSoon, {429, "resend_too_soon", {}}},
        {ErrorCode::NoResendsLeft, {409, "no_resends_left", {}}},
        {ErrorCode::CodeMismatch, {422, "code_mismatch", {}}},
        {ErrorCode::CodeExpired, {422, "code_expired", {}}},
        {ErrorCode::TooManyTries, {422, "too_many_tries", {}}},
        {ErrorCode::MethodNotOffered, {422, "method_not_offered", {}}},
        {ErrorCode::PasswordRefused, {422, "password_refused", {}}},
        {ErrorCode::TooManyPasswords, {429, "too_many_passwords", {}}},
        {ErrorCode::NumberMismatch, {422, "number_mismatch", {}}},
        {ErrorCode::SignInRefused, {422, "sign_in_refused", {}}},
        {ErrorCode::TooManySignIns, {429, "too_many_sign_ins", {}}},
        {ErrorCode::NotSignedIn, {401, "not_signed_in", {}}},
        {ErrorCode::CurrentPasswordWrong, {422, "current_password_wrong", {}}},
        {ErrorCode::ReauthenticationNeeded, {403, "reauthentication_needed", {}}},
        {ErrorCode::RegistrationNeeded, {401, "registration_needed", {}}},
        {ErrorCode::TooManyCodes, {429, "too_many_codes", {}}},
        {ErrorCode::NumberNotServed, {422, "number_not_served", {}}},
        {ErrorCode::OwnMailbox, {422, "own_mailbox", {}}},
        {ErrorCode::AnswerRefused, {422, "answer_refused", {}}},
        {ErrorCode::AccountFrozen, {403, "account_frozen", {}}},
        {ErrorCode::LinkEnded, {410, "link_ended", {}}},
        {ErrorCode::DirectoryUnavailable, {503, "directory_unavailable", {}}},
        {ErrorCode::OutcomeUnknown, {504, "outcome_unknown", {}}},
        {ErrorCode::Busy, {503, "busy", {}}},
        {ErrorCode::Unreachable, {503, "unreachable", {}}},
        {ErrorCode::Refused, {502, "refused", {}}},
    };
    EXPECT_EQ(std::size(expected), static_cast<std::size_t>(kLastCode) + 1);
    for (const auto& [code, said] : expected) {
        EXPECT_EQ(spoken(code).status, said.status) << said.code;
        EXPECT_EQ(spoken(code).code, said.code);
        EXPECT_FALSE(spoken(code).title.empty());
    }
}

TEST(Problem, EveryCodeIsAnotherOne) {
    std::set<std::string_view> codes;
    for (int i = 0; i <= static_cast<int>(kLastCode); ++i) EXPECT_TRUE(codes.insert(spoken(static_cast<ErrorCode>(i)).code).second);
    for (int i = 0; i <= static_cast<int>(kLastRefusal); ++i) EXPECT_TRUE(codes.insert(spoken(static_cast<Refusal>(i)).code).second);
}

TEST(Problem, ShowsNoDetail) {
    const auto response = problem(Error{ErrorCode::InvalidInput, "somebody@contoso.example typed it", {}}, "user");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"about:blank","title":"A value is not valid","status":400,"code":"invalid_input","field":"user"})");
}

TEST(Problem, RoundsRetryAfterUp) {
    const auto after = [](std::int64_t ms) {
        const auto response = problem(Error{ErrorCode::TooManyStarts, {}, std::chrono::milliseconds(ms)});
        return response.headers.at(0).second + " " + response.body.substr(response.body.find("\"retryAfter\""));
    };
    EXPECT_EQ(after(1001), "2 \"retryAfter\":2}");
    EXPECT_EQ(after(1000), "1 \"retryAfter\":1}");
    EXPECT_EQ(after(0), "1 \"retryAfter\":1}");
    EXPECT_TRUE(problem(Error{ErrorCode::CodeMismatch, {}, {}}).headers.empty());
}

TEST(Problem, PasswordsAreRefusedWithReasons) {
    const password::Reason reasons[] = {{password::Rule::TooShort, 12}, {password::Rule::Common}};
    EXPECT_EQ(password_refused(reasons).body,
              R"({"type":"about:blank","title":"This password cannot be used","status":422,"code":"password_refused",)"
              R"("reasons":[{"rule":"too_short","limit":12},{"rule":"common"}]})");
}

}  // namespace
}  // namespace rekey::http
