#include "http/reset/portal_handlers.hpp"

#include "http/codec/bodies.hpp"
#include "http/codec/views.hpp"
#include "http/pipeline/language.hpp"
#include "http/problem.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 4UL * 1024UL;
constexpr std::size_t kLongestLanguage = 35, kLongestReturn = 64, kLongestChallenge = 512;

Response bad_input(std::string_view field) { return problem(Error{ErrorCode::InvalidInput, {}, {}}, field); }

Response portal(flows::PortalService& portals, const Request& request) {
    const auto language = request.query.find("lang").value_or("");
    const auto return_name = request.query.find("return").value_or("");
    const auto captcha = request.query.find("captcha");
    if (language.size() > kLongestLanguage) return bad_input("lang");
    if (return_name.size() > kLongestReturn) return bad_input("return");
    if (captcha && *captcha != "picture") return bad_input("captcha");

    auto preferred = preferred_languages(request.header("accept-language"));
    if (!language.empty()) preferred.emplace(preferred.begin(), language);
    const auto first = captcha ? flows::FirstCaptcha::Picture : flows::FirstCaptcha::None;
    auto view = portals.portal(request.site->tenant, preferred, return_name, first);
    if (!view) return problem(view.error(), "return");
    if (view->tenant_name.empty()) view->tenant_name = request.site->tenant_name;
    return json(200, render(*view));
}

Response new_captcha(flows::PortalService& portals, const Request& request) {
    const auto body = parse_captcha(request.body);
    if (!body) return bad_input(body.error().field);
    return json(201, render(portals.new_captcha(request.site->tenant, body->kind, body->language)));
}

Response media(std::string_view type, const Result<Bytes>& bytes) {
    if (!bytes) return problem(bytes.error(), "challenge");
    return {.status = 200, .content_type = std::string(type), .body = to_text(*bytes)};
}

using Draw = Result<Bytes> (flows::PortalService::*)(const TenantId&, std::string_view);

Handler draw(flows::PortalService& portals, std::string_view type, Draw what) {
    return [&portals, type, what](const Request& request) {
        const auto token = request.path_value("challenge");
        if (token.size() > kLongestChallenge) return bad_input("challenge");
        return media(type, (portals.*what)(request.site->tenant, token));
    };
}

Response brand(flows::PortalService& portals, const Request& request) {
    return {.status = 200, .content_type = "text/css; charset=utf-8", .body = portals.brand_css(request.site->tenant)};
}

}  // namespace

void add_portal_routes(Router& router, flows::PortalService& portals) {
    router.add({Method::Get, "/api/v1/portal", Runs::Quick, 0, [&portals](const Request& request) { return portal(portals, request); }});
    router.add({Method::Post, "/api/v1/captchas", Runs::Quick, kBodyLimit,
                [&portals](const Request& request) { return new_captcha(portals, request); }});
    router.add({Method::Get, "/api/v1/captchas/{challenge}/picture", Runs::Quick, 0,
                draw(portals, "image/png", &flows::PortalService::captcha_picture)});
    router.add({Method::Get, "/api/v1/captchas/{challenge}/sound", Runs::Quick, 0,
                draw(portals, "audio/wav", &flows::PortalService::captcha_sound)});
    router.add({Method::Get, "/brand.css", Runs::Quick, 0, [&portals](const Request& request) { return brand(portals, request); }});
}

}  // namespace rekey::http
