#include "http/pipeline/pipeline.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <typeinfo>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "http/pipeline/request_id.hpp"
#include "http/pipeline/security_headers.hpp"
#include "http/pipeline/target.hpp"

namespace rekey::http {
namespace {

/// Headers two parts of a system could read differently when they come twice.
constexpr std::string_view kOnlyOnce[] = {"host",           "content-length", "transfer-encoding", "content-type",  "origin",
                                          "sec-fetch-site", "expect",         "rekey-attempt",     "authorization", "content-encoding"};
constexpr std::size_t kMostFields = 100;
constexpr std::chrono::seconds kStoreRetry{2};
constexpr std::string_view kNotFoundPage = "/not-found";

bool is_json(std::string_view content_type) {
    std::string lower(content_type);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    std::erase_if(lower, [](char c) { return c == ' ' || c == '\t' || c == '"'; });
    return lower == "application/json" || lower == "application/json;charset=utf-8";
}

bool has_dangerous_headers(const Fields& headers) {
    return headers.size() > kMostFields || std::ranges::any_of(kOnlyOnce, [&](auto header) { return headers.count(header) > 1; });
}

Response options_of(std::string allow) {
    Response response = no_content();
    response.headers.emplace_back("Allow", std::move(allow));
    return response;
}

void log_failure(const Admission& admission, std::string_view kind, std::string what) {
    log::error("request_failed", {{"request", admission.request.id},
                                  {"route", admission.route != nullptr ? admission.route->pattern : std::string{}},
                                  {"kind", std::string(kind)},
                                  {"what", std::move(what)}});
}

}  // namespace

std::optional<Refusal> check_origin(const Request& request, bool has_body) {
    if (is_safe(request.method) || request.site == nullptr) return std::nullopt;
    const auto fetch_site = request.headers.find("sec-fetch-site");
    if (fetch_site && *fetch_site != "same-origin") return Refusal::OriginRefused;
    if (request.header("origin") != request.site->origin) return Refusal::OriginRefused;
    const bool encoded = !request.header("content-encoding").empty();
    if (has_body && (!is_json(request.header("content-type")) || encoded)) return Refusal::UnsupportedMediaType;
    return std::nullopt;
}

Admission Pipeline::admit(Head head, const Peer& peer) const {
    Admission admission;
    admission.request.id = next_request_id();
    admission.refusal = judge(head, peer, admission);
    return admission;
}

Admission Pipeline::reject(Refusal refusal) const {
    Admission admission;
    admission.request.id = next_request_id();
    admission.refusal = problem(refusal);
    return admission;
}

std::optional<Response> Pipeline::judge(Head& head, const Peer& peer, Admission& admission) const {
    Request& request = admission.request;
    request.method = parse_method(head.method);
    if (has_dangerous_headers(head.headers)) return problem(Refusal::BadRequest);

    auto target = parse_target(head.target);
    if (!target) return problem(Refusal::BadRequest);
    auto query = parse_query(target->query);
    if (!query) return problem(Refusal::BadRequest);
    request.path = std::move(target->path);
    request.query = std::move(*query);
    request.query_text = std::move(target->query);

    if (auto refusal = select_site(head, target->authority, request)) return refusal;
    const Client client = options_.proxies.resolve(peer.address, peer.tls, head.headers);
    request.client = to_text(client.address);
    request.secure = client.secure;
    request.headers = std::move(head.headers);

    if (const auto expected = request.headers.find("expect"); expected && *expected != "100-continue")
        return problem(Refusal::ExpectationFailed);
    if (auto refusal = select_route(admission)) return refusal;
    if (admission.route->caller == Caller::Browser) {
        if (const auto refusal = check_origin(request, head.has_body)) return problem(*refusal);
    }
    if (head.has_body && admission.route->body_limit == 0) return problem(Refusal::BodyTooLarge);
    return std::nullopt;
}

std::optional<Response> Pipeline::select_site(const Head& head, const std::optional<std::string>& authority, Request& request) const {
    const auto host = head.headers.find("host");
    if (!host) return problem(Refusal::BadRequest);
    const auto parsed = parse_authority(*host);
    if (!parsed) return problem(Refusal::BadRequest);
    if (authority) {
        const auto aimed = parse_authority(*authority);
        if (!aimed || aimed->host != parsed->host || aimed->port != parsed->port) return problem(Refusal::BadRequest);
    }
    if (!options_.sites) return std::nullopt;
    request.site = options_.sites->select(*parsed);
    if (request.site == nullptr) return problem(Refusal::UnknownHost);
    return std::nullopt;
}

std::optional<Response> Pipeline::select_route(Admission& admission) const {
    Request& request = admission.request;
    if (request.method == Method::Other) return problem(Refusal::MethodUnknown);
    if (request.path == "*") {
        if (request.method != Method::Options) return problem(Refusal::BadRequest);
        return options_of("GET, HEAD, POST, OPTIONS");
    }

    auto found = router_.find(request.method, request.path);
    if (auto* match = std::get_if<Router::Match>(&found)) {
        admission.route = match->route;
        request.path_values = std::move(match->values);
        return std::nullopt;
    }
    if (std::holds_alternative<Router::NoRoute>(found)) return nowhere(request);
    auto& allow = std::get<Router::OtherMethods>(found).allow;
    if (request.method == Method::Options) return options_of(std::move(allow));
    Response refusal = problem(Refusal::MethodNotAllowed);
    refusal.headers.emplace_back("Allow", std::move(allow));
    return refusal;
}

Response Pipeline::nowhere(const Request& request) const {
    const bool person = is_safe(request.method) && request.header("accept").find("text/html") != std::string_view::npos;
    const auto page = router_.find(Method::Get, kNotFoundPage);
    const auto* match = std::get_if<Router::Match>(&page);
    if (!person || match == nullptr) return problem(Refusal::RouteUnknown);
    Response response = match->route->handler(request);
    response.status = 404;
    return response;
}

Response Pipeline::run(const Admission& admission) const noexcept {
    auto response = answer(admission);
    wipe_stack();  // parsers and serializers have buffers there
    return response;
}

Response Pipeline::answer(const Admission& admission) const noexcept {
    try {
        return admission.route->handler(admission.request);
    } catch (const Fault& fault) {
        const bool passing = fault.kind() == FaultKind::StoreUnavailable || fault.kind() == FaultKind::Serialization;
        log_failure(admission, passing ? "store" : "fault", fault.what());
        return passing ? problem(Refusal::Unavailable, kStoreRetry) : problem(Refusal::Internal);
    } catch (const std::exception& failure) {
        // The type alone: the text of an exception that is not ours may hold what a person typed.
        log_failure(admission, "exception", typeid(failure).name());
        return problem(Refusal::Internal);
    }
}

std::string Pipeline::finish(const Admission& admission, Response& response) const {
    const Request& request = admission.request;
    if (response.content_type == "application/problem+json") {
        // Our own serialised object: the id goes in before the last brace.
        response.body.insert(response.body.size() - 1, R"(,"request":")" + request.id + '"');
    }
    const bool https = request.site != nullptr && request.site->origin.starts_with("https:");

    std::string head;
    head.reserve(1280);
    auto out = std::back_inserter(head);
    fmt::format_to(out, FMT_COMPILE("HTTP/1.1 {} {}\r\n"), response.status, reason(response.status));
    if (!response.content_type.empty()) fmt::format_to(out, FMT_COMPILE("Content-Type: {}\r\n"), response.content_type);
    if (response.status != 204 && response.status != 304)
        fmt::format_to(out, FMT_COMPILE("Content-Length: {}\r\n"), response.bytes().size());
    for (const auto& [field, value] : response.headers) fmt::format_to(out, FMT_COMPILE("{}: {}\r\n"), field, value);
    fmt::format_to(out, FMT_COMPILE("X-Request-Id: {}\r\n"), request.id);
    head += security_headers(response.shown, response.caching, https);
    note(admission, response);
    return head;
}

void Pipeline::note(const Admission& admission, const Response& response) const {
    const std::string_view route = admission.route != nullptr ? std::string_view(admission.route->pattern) : "none";
    const auto status = fmt::format_int(response.status);
    meter_.count("rekey_http_requests_total", {{"route", route}, {"method", name(admission.request.method)}, {"status", status.str()}});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - admission.since;
    meter_.time("rekey_http_request_seconds", took.count(), {{"route", route}});
    if (admission.request.site == nullptr) return;  // the operator's own probes come every second
    // The route, never the path: what a client puts there is not ours to write down.
    log::write(admission.route != nullptr ? admission.route->level : log::Level::Info, "request",
               {{"request", admission.request.id},
                {"client", admission.request.client},
                {"method", std::string(name(admission.request.method))},
                {"route", std::string(route)},
                {"status", status.str()},
                {"ms", fmt::format(FMT_COMPILE("{:.1f}"), took.count() * 1000)}});
}

}  // namespace rekey::http
