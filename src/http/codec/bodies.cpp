#include "http/codec/bodies.hpp"

#include <utility>

namespace rekey::http {
Parsed<CaptchaBody> parse_captcha(std::string_view json) {
    JsonReader reader(json);
    CaptchaBody body;
    std::size_t kind = 0;
    reader.choice("kind", {"picture", "sound"}, kind);
    reader.optional_text("language", {0, 35}, body.language);
    body.kind = kind == 1 ? ports::CaptchaKind::Sound : ports::CaptchaKind::Picture;
    return finish(reader, std::move(body));
}

Parsed<flows::StartReset> parse_start(std::string_view json) {
    JsonReader reader(json);
    flows::StartReset body;
    reader.text("user", {1, 320}, body.user);
    reader.object("captcha", [&](JsonReader& captcha) {
        captcha.text("challenge", {1, 512}, body.captcha_challenge);
        captcha.text("answer", {1, 32}, body.captcha_answer);
    });
    reader.optional_text("language", {0, 35}, body.language);
    reader.optional_text("return", {0, 64}, body.return_name);
    return finish(reader, std::move(body));
}

Parsed<reset::Need> parse_need_body(std::string_view json) {
    JsonReader reader(json);
    std::size_t need = 0;
    reader.choice("need", {"reset", "unlock"}, need);
    return finish(reader, need == 1 ? reset::Need::Unlock : reset::Need::Reset);
}

Parsed<MethodBody> parse_method_body(std::string_view json) {
    JsonReader reader(json);
    MethodBody body;
    reader.text("method", {1, 64}, body.method);
    reader.optional_text("number", {0, 64}, body.number);
    reader.optional_text("region", {2, 2}, body.region);
    return finish(reader, std::move(body));
}

Parsed<AnswerBody> parse_answer(std::string_view json) {
    JsonReader reader(json);
    AnswerBody body;
    reader.text("challenge", {1, 64}, body.challenge);
    reader.optional_text("code", {1, 64}, body.proof.code);
    reader.optional_texts("answers", {1, 5}, {1, 100}, body.proof.answers);
    if (auto bad = reader.finish()) return std::unexpected(std::move(*bad));
    // Neither: a call was confirmed on the phone.
    if (!body.proof.code.empty() && !body.proof.answers.empty()) return std::unexpected(BadInput{"code"});
    return body;
}

Parsed<Secret> parse_password(std::string_view json) {
    JsonReader reader(json);
    Secret password;
    reader.text("password", {1, 1024}, password);
    return finish(reader, std::move(password));
}

}  // namespace rekey::http
