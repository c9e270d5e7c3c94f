#include "http/account/account_handlers.hpp"

#include "http/codec/bodies.hpp"
#include "http/codec/signin_codec.hpp"
#include "http/codec/views.hpp"
#include "http/signin/answers.hpp"
#include "http/signin/session_cookie.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 16UL * 1024UL;
constexpr std::size_t kLongestId = 64;

/// A handler that only looks.
template <class View>
auto looks(Result<View> (flows::AccountService::*look)(const TenantId&, const std::optional<Secret>&)) {
    return [look](flows::AccountService& accounts, const Request& request) {
        const auto view = (accounts.*look)(request.site->tenant, session_token(request));
        return view ? json(200, render(*view)) : refusal(view.error());
    };
}

Response end_session(flows::AccountService& accounts, const Request& request) {
    const auto id = request.path_value("session");
    if (id.size() > kLongestId) return bad_input({"session"});
    const auto ended = accounts.end_session(request.site->tenant, session_token(request), id, caller_of(request));
    return ended ? no_content() : refusal(ended.error());
}

Response end_sessions(flows::AccountService& accounts, const Request& request) {
    const auto which = parse_which_sessions(request.body);
    if (!which) return bad_input(which.error());
    const auto ended = accounts.end_sessions(request.site->tenant, session_token(request), *which, caller_of(request));
    if (!ended) return refusal(ended.error());
    Response response = no_content();
    if (*which == flows::WhichSessions::All) clear_session(response, request);
    return response;
}

Response check_password(flows::AccountService& accounts, const Request& request) {
    const auto password = parse_password(request.body);
    if (!password) return bad_input(password.error());
    const auto advice = accounts.check_password(request.site->tenant, session_token(request), *password);
    return advice ? json(200, render(*advice)) : refusal(advice.error());
}

Response change_password(flows::AccountService& accounts, const Request& request) {
    const auto body = parse_change(request.body);
    if (!body) return bad_input(body.error());
    const auto outcome =
        accounts.change_password(request.site->tenant, session_token(request), body->current, body->password, caller_of(request));
    if (!outcome) return refusal(outcome.error());
    if (!outcome->done) return password_refused(outcome->reasons);
    Response response = no_content();
    set_session(response, request, *outcome->done->token);
    return response;
}

}  // namespace

void add_account_routes(Router& router, flows::AccountService& accounts) {
    using Handle = std::function<Response(flows::AccountService&, const Request&)>;
    const auto add = [&](Method method, std::string_view path, Runs runs, std::size_t limit, Handle handle) {
        router.add({method, "/api/v1/" + std::string(path), runs, limit,
                    [&accounts, handle = std::move(handle)](const Request& request) { return handle(accounts, request); }});
    };
    add(Method::Get, "session", Runs::Quick, 0, looks(&flows::AccountService::session));
    add(Method::Get, "account/sessions", Runs::Quick, 0, looks(&flows::AccountService::sessions));
    add(Method::Post, "account/sessions/end", Runs::Quick, kBodyLimit, end_sessions);
    add(Method::Post, "account/sessions/{session}/end", Runs::Quick, 0, end_session);
    add(Method::Get, "account/activity", Runs::Quick, 0, looks(&flows::AccountService::activity));
    add(Method::Get, "account/password", Runs::Quick, 0, looks(&flows::AccountService::password));
    add(Method::Post, "account/password/check", Runs::Quick, kBodyLimit, check_password);
    add(Method::Post, "account/password", Runs::Directory, kBodyLimit, change_password);
}

}  // namespace rekey::http
