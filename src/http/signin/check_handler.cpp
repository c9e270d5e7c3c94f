#include "http/signin/check_handler.hpp"

#include <fmt/format.h>

#include "http/signin/answers.hpp"
#include "http/signin/session_cookie.hpp"

namespace rekey::http {
namespace {

/// What a person who may not pass is told: nginx takes nothing but 401 and makes the redirect itself.
enum class Then : std::uint8_t { Refuse, Redirect };

/// Names that could pass for two, or for their own escape.
constexpr std::string_view kReservedInLists = ",%";

std::string list(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& each : names) all += (all.empty() ? "" : ",") + header_value(each, kReservedInLists);
    return all;
}

/// All three, also the empty ones: what a client sent under these names must not be what is left standing.
Response pass(const flows::Visitor& visitor) {
    Response response = no_content();
    response.headers.emplace_back("Remote-User", header_value(visitor.user));
    response.headers.emplace_back("Remote-Name", header_value(visitor.display_name.empty() ? visitor.user : visitor.display_name));
    response.headers.emplace_back("Remote-Groups", list(visitor.groups));
    return response;
}

/// Where a person goes on: always at the address the application was asked for, since the cookie is made and seen there only. `name` is one
/// of the tenant's own.
std::string way_on(const Request& request, ErrorCode why, std::string_view name) {
    const auto back = name.empty() ? std::string{} : "?return=" + std::string(name);
    return request.site->origin + (why == ErrorCode::RegistrationNeeded ? "/account" + back + "#register" : "/signin" + back);
}

/// Scripts and pictures are told the truth; only what a person looks at is worth another page.
bool wants_page(const Request& request) { return request.headers.joined("accept").find("text/html") != std::string::npos; }

Response turn_away(const Request& request, const Error& error, std::string_view name, Then then) {
    if (!wants_page(request)) return refusal(error);
    auto to = way_on(request, error.code, name);
    if (then == Then::Redirect) return see_other(std::move(to));
    Response response = refusal(error);
    response.headers.emplace_back("Location", std::move(to));
    return response;
}

Response check(flows::ApplicationCheck& checks, const Request& request) {
    const auto name = request.query.find("return").value_or("");
    const auto then = request.query.find("then");
    if (then && *then != "redirect") return bad_input({"then"});
    const auto visitor = checks.check(request.site->tenant, session_token(request), name);
    if (visitor) return pass(*visitor);
    if (visitor.error().code == ErrorCode::InvalidInput) return bad_input({"return"});
    return turn_away(request, visitor.error(), name, then ? Then::Redirect : Then::Refuse);
}

}  // namespace

std::string header_value(std::string_view text, std::string_view reserved) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x20 && byte != 0x7F && reserved.find(c) == std::string_view::npos;
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

void add_check_route(Router& router, flows::ApplicationCheck& checks) {
    // A proxy asks for each file of a page, and writes down itself what was asked for.
    router.add({Method::Get, "/api/v1/check", Runs::Quick, 0, [&checks](const Request& request) { return check(checks, request); },
                log::Level::Debug});
}

}  // namespace rekey::http
