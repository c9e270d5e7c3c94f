#include "http/registration/registration_handlers.hpp"

#include "http/registration/registration_codec.hpp"
#include "http/signin/answers.hpp"
#include "http/signin/session_cookie.hpp"

namespace rekey::http {
namespace {

using flows::RegistrationService;
using flows::RegistrationStatus;
using flows::SecurityInfo;

constexpr std::size_t kBodyLimit = 16UL * 1024UL;
constexpr std::size_t kLongestId = 64;

template <class View>
Response answer(const Result<View>& view) {
    return view ? json(200, render(*view)) : refusal(view.error());
}

/// What was wrong is what was typed.
Response answer_to_value(const flows::StartEnrollment& typed, const Result<flows::EnrollmentView>& view) {
    const bool of_value = !view && (view.error().code == ErrorCode::InvalidInput || view.error().code == ErrorCode::NumberNotServed ||
                                    view.error().code == ErrorCode::OwnMailbox || view.error().code == ErrorCode::AlreadyExists);
    if (!view && view.error().code == ErrorCode::AnswerRefused) return problem(view.error(), "answers");
    if (!of_value) return answer(view);
    return problem(view.error(), typed.item == registration::Item::Questions ? "questions" : "value");
}

Response status(RegistrationService& registrations, const Request& request) {
    return answer(registrations.status(request.site->tenant, session_token(request)));
}

Response questions(RegistrationService& registrations, const Request& request) {
    return answer(registrations.questions(request.site->tenant, session_token(request)));
}

Response skip(RegistrationService& registrations, const Request& request) {
    return answer(registrations.skip(request.site->tenant, session_token(request), caller_of(request)));
}

Response confirm(RegistrationService& registrations, const Request& request) {
    return answer(registrations.confirm(request.site->tenant, session_token(request), caller_of(request)));
}

Response start(RegistrationService& registrations, const Request& request) {
    const auto command = parse_start_enrollment(request.body);
    if (!command) return bad_input(command.error());
    return answer_to_value(*command, registrations.start(request.site->tenant, session_token(request), *command, caller_of(request)));
}

Response verify(RegistrationService& registrations, const Request& request) {
    const auto via = parse_via(request.body);
    if (!via) return bad_input(via.error());
    const auto method = request.path_value("method");
    if (method.size() > kLongestId) return bad_input({"method"});
    return answer(registrations.verify(request.site->tenant, session_token(request), method, *via, caller_of(request)));
}

Response resend(RegistrationService& registrations, const Request& request) {
    const auto enrollment = parse_enrollment(request.body);
    if (!enrollment) return bad_input(enrollment.error());
    return answer(registrations.resend(request.site->tenant, session_token(request), *enrollment, caller_of(request)));
}

Response prove(RegistrationService& registrations, const Request& request) {
    const auto body = parse_proof(request.body);
    if (!body) return bad_input(body.error());
    return answer(registrations.prove(request.site->tenant, session_token(request), body->enrollment, body->code, caller_of(request)));
}

Response save(RegistrationService& registrations, const Request& request) {
    const auto enrollment = parse_enrollment(request.body);
    if (!enrollment) return bad_input(enrollment.error());
    return answer(registrations.save(request.site->tenant, session_token(request), *enrollment, caller_of(request)));
}

Response cancel(RegistrationService& registrations, const Request& request) {
    const auto enrollment = parse_enrollment(request.body);
    if (!enrollment) return bad_input(enrollment.error());
    const auto cancelled = registrations.cancel(request.site->tenant, session_token(request), *enrollment);
    return cancelled ? no_content() : refusal(cancelled.error());
}

/// A change of one method, named by the path.
auto changes(Result<RegistrationStatus> (SecurityInfo::*change)(const TenantId&, const std::optional<Secret>&, std::string_view,
                                                                const flows::Caller&)) {
    return [change](SecurityInfo& security, const Request& request) {
        const auto method = request.path_value("method");
        if (method.size() > kLongestId) return bad_input({"method"});
        return answer((security.*change)(request.site->tenant, session_token(request), method, caller_of(request)));
    };
}

/// A header and not the path: what stands in an address ends up in logs.
Response look(flows::NotMeService& links, const Request& request) {
    const auto token = request.header("rekey-notice");
    if (token.empty() || token.size() > kLongestId) return problem(Error{ErrorCode::LinkEnded, {}, {}});
    return answer(links.view(request.site->tenant, Secret{token}));
}

Response freeze(flows::NotMeService& links, const Request& request) {
    const auto token = parse_not_me(request.body);
    if (!token) return bad_input(token.error());
    return answer(links.freeze(request.site->tenant, *token, caller_of(request)));
}

}  // namespace

void add_registration_routes(Router& router, RegistrationService& registrations, SecurityInfo& security) {
    using Handle = Response (*)(RegistrationService&, const Request&);
    const auto add = [&](Method method, std::string_view path, Runs runs, std::size_t limit, Handle handle) {
        router.add({method, "/api/v1/account/" + std::string(path), runs, limit,
                    [&registrations, handle](const Request& request) { return handle(registrations, request); }});
    };
    add(Method::Get, "registration", Runs::Quick, 0, status);
    add(Method::Get, "questions", Runs::Quick, 0, questions);
    add(Method::Post, "registration/skip", Runs::Quick, 0, skip);
    add(Method::Post, "registration/confirm", Runs::Quick, 0, confirm);
    add(Method::Post, "methods", Runs::Hash, kBodyLimit, start);
    add(Method::Post, "methods/{method}/verify", Runs::Quick, kBodyLimit, verify);
    add(Method::Post, "enrollment/resend", Runs::Quick, kBodyLimit, resend);
    add(Method::Post, "enrollment/prove", Runs::Quick, kBodyLimit, prove);
    add(Method::Post, "enrollment/save", Runs::Quick, kBodyLimit, save);
    add(Method::Post, "enrollment/cancel", Runs::Quick, kBodyLimit, cancel);

    const auto add_change = [&](std::string_view path, auto handle) {
        router.add({Method::Post, "/api/v1/account/methods/{method}/" + std::string(path), Runs::Quick, 0,
                    [&security, handle](const Request& request) { return handle(security, request); }});
    };
    add_change("remove", changes(&SecurityInfo::remove));
    add_change("default", changes(&SecurityInfo::prefer));
}

void add_not_me_routes(Router& router, flows::NotMeService& links) {
    router.add({Method::Get, "/api/v1/not-me", Runs::Quick, 0, [&links](const Request& request) { return look(links, request); }});
    router.add(
        {Method::Post, "/api/v1/not-me", Runs::Quick, kBodyLimit, [&links](const Request& request) { return freeze(links, request); }});
}

}  // namespace rekey::http
