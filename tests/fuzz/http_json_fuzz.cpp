#include <cstdlib>

#include "base/text.hpp"
#include "http/codec/bodies.hpp"

/// What a body parser accepts is text within its bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto check = [](std::string_view text, std::size_t most) {
        if (!rekey::is_text(text) || rekey::code_points(text) > most) std::abort();
    };
    if (const auto start = rekey::http::parse_start(json)) {
        check(start->user, 320);
        check(start->captcha_challenge, 512);
        check(start->captcha_answer, 32);
        check(start->return_name, 64);
        if (start->user.empty() || start->captcha_challenge.empty()) std::abort();
    }
    if (const auto answer = rekey::http::parse_answer(json)) {
        check(answer->proof.code.reveal(), 64);
        for (const auto& each : answer->proof.answers) check(each.reveal(), 100);
        // A call that is confirmed on the phone is answered by neither.
        if (answer->proof.answers.size() > 5 || (!answer->proof.answers.empty() && !answer->proof.code.empty())) std::abort();
    }
    if (const auto password = rekey::http::parse_password(json)) check(password->reveal(), 1024);
    if (const auto method = rekey::http::parse_method_body(json)) check(method->number, 64);
    (void)rekey::http::parse_captcha(json);
    (void)rekey::http::parse_need_body(json);
    return 0;
}
