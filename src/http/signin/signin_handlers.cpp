#include "http/signin/signin_handlers.hpp"

#include "domain/signin/lockout.hpp"
#include "http/codec/bodies.hpp"
#include "http/codec/signin_codec.hpp"
#include "http/codec/views.hpp"
#include "http/signin/answers.hpp"
#include "http/signin/session_cookie.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 16UL * 1024UL;

Response answer(const Request& request, const flows::SignInAnswer& answered) {
    Response response = json(200, render(answered));
    if (answered.token) set_session(response, request, *answered.token);
    return response;
}

/// What was typed and did not fit: answered at a fixed time, whatever the reason.
Response paced_refusal(const Error& error, Duration step) {
    Response response = refusal(error);
    const bool typed =
        error.code == ErrorCode::SignInRefused || error.code == ErrorCode::CodeMismatch || error.code == ErrorCode::TooManyTries;
    if (typed) response.pace = step;
    return response;
}

Response sign_in(flows::SignInService& signins, const Request& request) {
    const auto command = parse_signin(request.body);
    if (!command) return bad_input(command.error());
    const auto answered = signins.sign_in(request.site->tenant, *command, session_token(request), caller_of(request));
    return answered ? answer(request, *answered) : paced_refusal(answered.error(), signins.refusal_step(request.site->tenant));
}

Response prove(flows::SignInService& signins, const Request& request) {
    const auto code = parse_sign_in_proof(request.body);
    if (!code) return bad_input(code.error());
    const auto answered = signins.prove(request.site->tenant, session_token(request), *code, caller_of(request));
    return answered ? answer(request, *answered) : paced_refusal(answered.error(), signin::kRefusalStep);
}

Response view(flows::SignInService& signins, const Request& request) {
    const auto answered = signins.view(request.site->tenant, session_token(request));
    return answered ? answer(request, *answered) : refusal(answered.error());
}

Response check_password(flows::SignInService& signins, const Request& request) {
    const auto password = parse_password(request.body);
    if (!password) return bad_input(password.error());
    const auto advice = signins.check_password(request.site->tenant, session_token(request), *password);
    return advice ? json(200, render(*advice)) : refusal(advice.error());
}

Response change_password(flows::SignInService& signins, const Request& request) {
    const auto body = parse_change(request.body);
    if (!body) return bad_input(body.error());
    const auto outcome =
        signins.change_password(request.site->tenant, session_token(request), body->current, body->password, caller_of(request));
    if (!outcome) return refusal(outcome.error());
    return outcome->done ? answer(request, *outcome->done) : password_refused(outcome->reasons);
}

Response sign_out(flows::SignInService& signins, const Request& request) {
    signins.sign_out(request.site->tenant, session_token(request), caller_of(request));
    Response response = no_content();
    clear_session(response, request);
    return response;
}

}  // namespace

void add_signin_routes(Router& router, flows::SignInService& signins) {
    using Handle = Response (*)(flows::SignInService&, const Request&);
    const auto add = [&](Method method, std::string_view path, Runs runs, std::size_t limit, Handle handle) {
        router.add({method, "/api/v1/" + std::string(path), runs, limit,
                    [&signins, handle](const Request& request) { return handle(signins, request); }});
    };
    add(Method::Post, "signin", Runs::Directory, kBodyLimit, sign_in);
    add(Method::Get, "signin", Runs::Quick, 0, view);
    add(Method::Post, "signin/proof", Runs::Hash, kBodyLimit, prove);
    add(Method::Post, "signin/password/check", Runs::Quick, kBodyLimit, check_password);
    add(Method::Post, "signin/password", Runs::Directory, kBodyLimit, change_password);
    add(Method::Post, "signout", Runs::Quick, 0, sign_out);
}

}  // namespace rekey::http
