#include "http/admin/directory_handlers.hpp"

#include "http/admin/directory_codec.hpp"
#include "http/signin/answers.hpp"
#include "http/signin/session_cookie.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 1024;
constexpr std::size_t kLongest = 64;  // of a name, an id or a cursor

flows::AdminCaller who_asks(const Request& request) { return {request.site->tenant, session_token(request), caller_of(request)}; }

template <class View>
Response answer(const Result<View>& view) {
    return view ? json(200, render(*view)) : refusal(view.error());
}

Response list(flows::DirectoryDesk& desk, const Request& request) { return answer(desk.list(who_asks(request))); }

Response runs(flows::DirectoryDesk& desk, const Request& request) {
    const auto name = request.path_value("directory");
    if (name.size() > kLongest) return bad_input({"directory"});
    return answer(desk.runs(who_asks(request), name));
}

Response remarks(flows::DirectoryDesk& desk, const Request& request) {
    const auto name = request.path_value("directory"), run = request.path_value("run");
    if (name.size() > kLongest) return bad_input({"directory"});
    if (run.size() > kLongest) return bad_input({"run"});
    return answer(desk.remarks(who_asks(request), name, run));
}

Response run(flows::DirectoryDesk& desk, const Request& request) {
    const auto mode = parse_run(request.body);
    if (!mode) return bad_input(mode.error());
    const auto name = request.path_value("directory");
    if (name.size() > kLongest) return bad_input({"directory"});
    const auto asked = desk.run(who_asks(request), name, *mode);
    return asked ? json(202, "{}") : refusal(asked.error());
}

Response readiness(flows::DirectoryDesk& desk, const Request& request) {
    const auto asked = [&](std::string_view name) { return request.query.find(name).value_or(std::string_view{}); };
    const auto directory = asked("directory"), reason = asked("reason"), after = asked("after");
    if (directory.empty() || directory.size() > kLongest) return bad_input({"directory"});
    if (after.size() > kLongest) return bad_input({"after"});
    flows::ReadinessQuestion question{std::string(directory), directory::parse_hindrance(reason)};
    if (!reason.empty() && !question.reason) return bad_input({"reason"});
    return answer(desk.readiness(who_asks(request), question, after));
}

}  // namespace

void add_directory_routes(Router& router, flows::DirectoryDesk& desk) {
    using Handle = Response (*)(flows::DirectoryDesk&, const Request&);
    const auto add = [&](Method method, std::string_view path, std::size_t limit, Handle handle) {
        router.add({method, "/api/v1/admin/" + std::string(path), Runs::Quick, limit,
                    [&desk, handle](const Request& request) { return handle(desk, request); }});
    };
    add(Method::Get, "directories", 0, list);
    add(Method::Get, "directories/{directory}/runs", 0, runs);
    add(Method::Post, "directories/{directory}/runs", kBodyLimit, run);
    add(Method::Get, "directories/{directory}/runs/{run}/remarks", 0, remarks);
    add(Method::Get, "reports/readiness", 0, readiness);
}

}  // namespace rekey::http
