#pragma once
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "domain/reset/attempt.hpp"
#include "flows/portal_service.hpp"
#include "flows/reset_service.hpp"
#include "http/codec/json_reader.hpp"

namespace rekey::http {

struct CaptchaBody {
    ports::CaptchaKind kind = ports::CaptchaKind::Picture;
    std::string language;
};
struct MethodBody {
    std::string method, number, region;
};
struct AnswerBody {
    std::string challenge;
    flows::Proof proof;
};

/// The request bodies of api/openapi.yaml, with its bounds.
[[nodiscard]] Parsed<CaptchaBody> parse_captcha(std::string_view json);
[[nodiscard]] Parsed<flows::StartReset> parse_start(std::string_view json);
[[nodiscard]] Parsed<reset::Need> parse_need_body(std::string_view json);
[[nodiscard]] Parsed<MethodBody> parse_method_body(std::string_view json);
[[nodiscard]] Parsed<AnswerBody> parse_answer(std::string_view json);
[[nodiscard]] Parsed<Secret> parse_password(std::string_view json);

}  // namespace rekey::http
