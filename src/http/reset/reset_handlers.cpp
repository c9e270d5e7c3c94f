#include "http/reset/reset_handlers.hpp"

#include <algorithm>
#include <utility>

#include "http/codec/bodies.hpp"
#include "http/codec/views.hpp"
#include "http/problem.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 16UL * 1024UL;
constexpr std::string_view kHandleHeader = "rekey-attempt";
constexpr std::size_t kHandleSize = 43;  // 256 bits in base64url

Response bad_input(const BadInput& bad) { return problem(Error{ErrorCode::InvalidInput, {}, {}}, bad.field); }

Response answer(int status, const Result<flows::ResetAnswer>& result) {
    return result ? json(status, render(*result)) : problem(result.error());
}

/// The only value of this request that a person types is the number.
Response chosen(const Result<flows::ResetAnswer>& result) {
    const bool form = !result && result.error().code == ErrorCode::InvalidInput;
    return form ? problem(result.error(), "number") : answer(200, result);
}

flows::Caller caller(const Request& request) { return {request.client, std::string(request.header("user-agent"))}; }

/// The attempt's handle; nothing when there is none of the right form, which is the client's mistake and not an ended attempt.
std::optional<Secret> handle_of(const Request& request) {
    const auto text = request.header(kHandleHeader);
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (text.size() != kHandleSize || !std::ranges::all_of(text, fits)) return std::nullopt;
    return Secret(text);
}

using WithHandle = std::function<Response(const Request&, const Secret&)>;

/// A handler that needs the attempt's handle.
Handler with_handle(WithHandle handler) {
    return [handler = std::move(handler)](const Request& request) {
        const auto handle = handle_of(request);
        if (!handle) return bad_input({"Rekey-Attempt"});
        return handler(request, *handle);
    };
}

/// A handler that needs the handle and a body.
template <class Body>
Handler with_body(Parsed<Body> (*parse)(std::string_view), std::function<Response(const Request&, const Secret&, const Body&)> handler) {
    return with_handle([parse, handler = std::move(handler)](const Request& request, const Secret& handle) {
        const auto body = parse(request.body);
        if (!body) return bad_input(body.error());
        return handler(request, handle, *body);
    });
}

Response start(flows::ResetService& resets, const Request& request) {
    const auto command = parse_start(request.body);
    if (!command) return bad_input(command.error());
    return answer(201, resets.start(request.site->tenant, *command, caller(request)));
}

Response set_password(flows::ResetService& resets, const Request& request, const Secret& handle, const Secret& password) {
    const auto outcome = resets.set_password(request.site->tenant, handle, password, caller(request));
    if (!outcome) return problem(outcome.error());
    if (!outcome->done) return password_refused(outcome->reasons);
    return json(200, render(*outcome->done));
}

Response check_password(flows::ResetService& resets, const Request& request, const Secret& handle, const Secret& password) {
    const auto advice = resets.check_password(request.site->tenant, handle, password);
    return advice ? json(200, render(*advice)) : problem(advice.error());
}

}  // namespace

void add_reset_routes(Router& router, flows::ResetService& resets) {
    const auto post = [&router](std::string_view path, Runs runs, std::size_t limit, Handler handler) {
        router.add({Method::Post, "/api/v1/reset/" + std::string(path), runs, limit, std::move(handler)});
    };
    post("attempts", Runs::Quick, kBodyLimit, [&resets](const Request& request) { return start(resets, request); });
    router.add({Method::Get, "/api/v1/reset/attempt", Runs::Quick, 0, with_handle([&resets](const Request& request, const Secret& handle) {
                    return answer(200, resets.view(request.site->tenant, handle));
                })});
    post("attempt/need", Runs::Quick, kBodyLimit,
         with_body<reset::Need>(parse_need_body, [&resets](const Request& request, const Secret& handle, const reset::Need& need) {
             return answer(200, resets.choose_need(request.site->tenant, handle, need));
         }));
    post("attempt/method", Runs::Quick, kBodyLimit,
         with_body<MethodBody>(parse_method_body, [&resets](const Request& request, const Secret& handle, const MethodBody& body) {
             return chosen(resets.choose_method(request.site->tenant, handle, body.method, body.number, body.region));
         }));
    post("attempt/resend", Runs::Quick, 0, with_handle([&resets](const Request& request, const Secret& handle) {
             return answer(200, resets.resend(request.site->tenant, handle));
         }));
    post("attempt/another", Runs::Quick, 0, with_handle([&resets](const Request& request, const Secret& handle) {
             return answer(200, resets.use_another(request.site->tenant, handle));
         }));
    post("attempt/answer", Runs::Directory, kBodyLimit,
         with_body<AnswerBody>(parse_answer, [&resets](const Request& request, const Secret& handle, const AnswerBody& body) {
             return answer(200, resets.answer(request.site->tenant, handle, body.challenge, body.proof));
         }));
    post("attempt/password/check", Runs::Quick, kBodyLimit,
         with_body<Secret>(parse_password, [&resets](const Request& request, const Secret& handle, const Secret& password) {
             return check_password(resets, request, handle, password);
         }));
    post("attempt/password", Runs::Directory, kBodyLimit,
         with_body<Secret>(parse_password, [&resets](const Request& request, const Secret& handle, const Secret& password) {
             return set_password(resets, request, handle, password);
         }));
    post("attempt/cancel", Runs::Quick, 0, with_handle([&resets](const Request& request, const Secret& handle) {
             const auto ended = resets.cancel(request.site->tenant, handle);
             return ended ? no_content() : problem(ended.error());
         }));
}

}  // namespace rekey::http
