#include "http/pipeline/pipeline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "http/pipeline/language.hpp"
#include "http/pipeline/weighted.hpp"
#include "support/counting_meter.hpp"

namespace rekey::http {
namespace {

constexpr std::string_view kOrigin = "https://reset.contoso.example", kOther = "http://fabrikam.localhost:8080";

TenantId tenant(std::uint8_t number) {
    TenantId id;
    id.bytes[0] = number;
    return id;
}

/// A head as a browser would send it, to be spoiled by a test.
struct Asked {
    std::string method = "GET", target = "/page", host = "reset.contoso.example";
    std::vector<std::pair<std::string, std::string>> headers = {};
    bool body = false;

    [[nodiscard]] Head head() const {
        Head made{.method = method, .target = target, .minor_version = 1, .headers = {}, .has_body = body};
        if (!host.empty()) made.headers.add("host", host);
        for (const auto& [name, value] : headers) made.headers.add(name, value);
        return made;
    }
};

class PipelineTest : public ::testing::Test {
protected:
    PipelineTest() {
        router.add({Method::Get, "/page", Runs::Inline, 0, [](const Request&) { return text(200, "hello"); }});
        router.add({Method::Post, "/api/change", Runs::Inline, 1024, [](const Request&) { return no_content(); }});
        router.add({Method::Post, "/api/plain", Runs::Inline, 0, [](const Request&) { return no_content(); }});
        router.add(
            {Method::Get, "/lost", Runs::Inline, 0, [](const Request&) -> Response { throw Fault(FaultKind::StoreUnavailable, "gone"); }});
        router.add(
            {Method::Get, "/again", Runs::Inline, 0, [](const Request&) -> Response { throw Fault(FaultKind::Serialization, "race"); }});
        router.add({Method::Get, "/broken", Runs::Inline, 0, [](const Request&) -> Response { throw Fault(FaultKind::Invariant, "hm"); }});
        router.add(
            {Method::Get, "/thrown", Runs::Inline, 0, [](const Request&) -> Response { throw std::runtime_error("typed by a person"); }});
    }

    static Sites sites() {
        return *Sites::make({{tenant(1), "contoso.example", std::string(kOrigin)}, {tenant(2), "fabrikam.example", std::string(kOther)}});
    }

    Admission admit(const Asked& asked) const { return pipeline.admit(asked.head(), Peer{*parse_address("203.0.113.9"), false}); }
    int status(const Asked& asked) const {
        const auto admission = admit(asked);
        return admission.refusal ? admission.refusal->status : pipeline.run(admission).status;
    }
    std::string code(const Asked& asked) const {
        const auto admission = admit(asked);
        const auto response = admission.refusal ? *admission.refusal : pipeline.run(admission);
        const auto at = response.body.find("\"code\":\"");
        return at == std::string::npos ? "" : response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
    }
    static Asked change(std::vector<std::pair<std::string, std::string>> headers) {
        return {.method = "POST", .target = "/api/change", .headers = std::move(headers), .body = true};
    }

    Router router;
    test::CountingMeter meter;
    Pipeline pipeline{{sites(), TrustedProxies({*parse_network("10.0.0.0/8")})}, router, meter};
};

TEST_F(PipelineTest, HostSelectsTheTenant) {
    EXPECT_EQ(admit({}).request.site->tenant, tenant(1));
    EXPECT_EQ(admit({.host = "RESET.Contoso.Example"}).request.site->tenant, tenant(1));
    EXPECT_EQ(admit({.host = "reset.contoso.example:443"}).request.site->tenant, tenant(1));
    EXPECT_EQ(admit({.host = "fabrikam.localhost:8080"}).request.site->tenant, tenant(2));
    EXPECT_EQ(admit({}).request.site->origin, kOrigin);
}

TEST_F(PipelineTest, UnknownHostsAreMisdirected) {
    for (const auto* host : {"evil.example", "contoso.example", "reset.contoso.example:8080", "fabrikam.localhost", "127.0.0.1",
                             "reset.contoso.example.evil.example"}) {
        EXPECT_EQ(status({.host = host}), 421) << host;
    }
    EXPECT_EQ(code({.host = "evil.example"}), "unknown_host");
}

TEST_F(PipelineTest, MalformedHostsAreBadRequests) {
    for (const auto* host :
         {"", "a b", "user@reset.contoso.example", "reset.contoso.example/", "reset.contoso.example?x", "reset.contoso.example#",
          "reset.contoso.example:0", "reset.contoso.example:99999", "reset.contoso.example:", "[::1", "a,b", "-a.example"}) {
        EXPECT_EQ(status({.host = host}), 400) << host;
    }
    EXPECT_EQ(status({.headers = {{"host", "reset.contoso.example"}}}), 400) << "twice";
}

// Security item 12: nothing but the configured origin ever names this host.
TEST_F(PipelineTest, ForwardedHostsAreNotRead) {
    const auto admission = admit({.headers = {{"x-forwarded-host", "evil.example"},
                                              {"forwarded", "host=evil.example;proto=http"},
                                              {"x-forwarded-proto", "http"},
                                              {"x-forwarded-port", "1"},
                                              {"x-forwarded-prefix", "/evil"}}});
    ASSERT_FALSE(admission.refusal);
    EXPECT_EQ(admission.request.site->origin, kOrigin);
}

TEST_F(PipelineTest, AnAbsoluteTargetMustAgreeWithHost) {
    EXPECT_EQ(status({.target = "https://reset.contoso.example/page"}), 200);
    EXPECT_EQ(status({.target = "http://RESET.contoso.example/page"}), 200);
    EXPECT_EQ(status({.target = "https://evil.example/page"}), 400);
    EXPECT_EQ(status({.target = "https://reset.contoso.example@evil.example/page"}), 400);
    EXPECT_EQ(status({.target = "//evil.example/page"}), 404);
}

TEST_F(PipelineTest, MalformedTargetsAndQueriesAreBadRequests) {
    for (const auto* target : {"/page?a=1&a=2", "/page?a=%00", "/page?a=%zz", "/pa ge", "/page%", "page"})
        EXPECT_EQ(status({.target = target}), 400) << target;
    EXPECT_EQ(status({.target = "/page?user=a%40b&lang=nl"}), 200);
}

TEST_F(PipelineTest, DangerousHeadersMayComeOnce) {
    for (const auto* name : {"content-type", "origin", "rekey-attempt", "sec-fetch-site", "expect", "authorization"}) {
        EXPECT_EQ(status({.headers = {{name, "a"}, {name, "a"}}}), 400) << name;
    }
    EXPECT_EQ(status({.headers = {{"accept", "a"}, {"accept", "b"}}}), 200);
}

TEST_F(PipelineTest, TooManyHeadersAreRefused) {
    Asked asked;
    for (int i = 0; i < 101; ++i) asked.headers.emplace_back("x-" + std::to_string(i), "1");
    EXPECT_EQ(status(asked), 400);
}

TEST_F(PipelineTest, RoutesAndMethods) {
    EXPECT_EQ(code({.target = "/nothing"}), "route_unknown");
    EXPECT_EQ(code({.method = "DELETE"}), "method_not_allowed");
    EXPECT_EQ(code({.method = "BREW"}), "method_unknown");
    EXPECT_EQ(code({.method = "get"}), "method_unknown");
    EXPECT_EQ(status({.method = "HEAD"}), 200);
    EXPECT_EQ(status({.method = "OPTIONS"}), 204);
    EXPECT_EQ(status({.method = "OPTIONS", .target = "*"}), 204);
    EXPECT_EQ(status({.target = "*"}), 400);
    const auto refused = admit({.method = "DELETE"});
    EXPECT_EQ(refused.refusal->headers.front(), (std::pair<std::string_view, std::string>{"Allow", "OPTIONS, GET, HEAD"}));
}

TEST_F(PipelineTest, OnlyOneExpectationIsKnown) {
    EXPECT_EQ(status(change({{"origin", std::string(kOrigin)}, {"content-type", "application/json"}, {"expect", "100-continue"}})), 204);
    EXPECT_EQ(status({.headers = {{"expect", "a pony"}}}), 417);
}

TEST_F(PipelineTest, AGetTakesNoBody) { EXPECT_EQ(status({.body = true}), 413); }

// Security item 31.
TEST_F(PipelineTest, AChangeMustComeFromOurOwnPages) {
    const std::string origin(kOrigin);
    EXPECT_EQ(status(change({{"origin", origin}, {"content-type", "application/json"}})), 204);
    EXPECT_EQ(status(change({{"origin", origin}, {"content-type", "application/json"}, {"sec-fetch-site", "same-origin"}})), 204);
    EXPECT_EQ(status(change({{"content-type", "application/json"}})), 403) << "no origin";
    for (const auto* other :
         {"null", "https://evil.example", "http://reset.contoso.example", "https://reset.contoso.example:8443",
          "https://reset.contoso.example.evil.example", "https://reset.contoso.example/", "", "http://fabrikam.localhost:8080"}) {
        EXPECT_EQ(status(change({{"origin", other}, {"content-type", "application/json"}})), 403) << other;
    }
    for (const auto* site : {"cross-site", "same-site", "none", ""}) {
        EXPECT_EQ(status(change({{"origin", origin}, {"content-type", "application/json"}, {"sec-fetch-site", site}})), 403) << site;
    }
    EXPECT_EQ(status({.method = "POST", .target = "/api/plain"}), 403) << "also without a body";
    EXPECT_EQ(status({.method = "POST", .target = "/api/plain", .headers = {{"origin", origin}}}), 204);
}

TEST_F(PipelineTest, ABodyMustBeJson) {
    const std::string origin(kOrigin);
    for (const auto* type :
         {"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json; charset=\"utf-8\""}) {
        EXPECT_EQ(status(change({{"origin", origin}, {"content-type", type}})), 204) << type;
    }
    for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", "",
                             "application/json; charset=latin1", "text/plain; application/json", "application/json, text/plain"}) {
        EXPECT_EQ(status(change({{"origin", origin}, {"content-type", type}})), 415) << type;
    }
    EXPECT_EQ(status(change({{"origin", origin}})), 415);
    EXPECT_EQ(status(change({{"origin", origin}, {"content-type", "application/json"}, {"content-encoding", "gzip"}})), 415);
}

TEST_F(PipelineTest, FailuresBecomeAnswersWithoutTheirText) {
    EXPECT_EQ(code({.target = "/lost"}), "unavailable");
    EXPECT_EQ(status({.target = "/lost"}), 503);
    EXPECT_EQ(code({.target = "/again"}), "unavailable");
    EXPECT_EQ(code({.target = "/broken"}), "internal");
    const auto admission = admit({.target = "/thrown"});
    auto response = pipeline.run(admission);
    EXPECT_EQ(response.status, 500);
    static_cast<void>(pipeline.finish(admission, response));
    EXPECT_EQ(response.body.find("typed by"), std::string::npos);
    EXPECT_NE(response.body.find("\"request\":\"" + admission.request.id + "\""), std::string::npos);
}

TEST_F(PipelineTest, ALostStoreSaysWhenToComeBack) {
    const auto response = pipeline.run(admit({.target = "/lost"}));
    EXPECT_EQ(response.headers.front(), (std::pair<std::string_view, std::string>{"Retry-After", "2"}));
}

TEST_F(PipelineTest, NeverTakesOverAClientsRequestId) {
    const auto first = admit({.headers = {{"x-request-id", "mine"}}}), second = admit({.headers = {{"x-request-id", "mine"}}});
    EXPECT_NE(first.request.id, "mine");
    EXPECT_EQ(first.request.id.size(), 13U);
    EXPECT_NE(first.request.id, second.request.id);
}

TEST_F(PipelineTest, CountsByRoutePatternOnly) {
    const auto admission = admit({.target = "/page?user=somebody"});
    auto response = pipeline.run(admission);
    static_cast<void>(pipeline.finish(admission, response));
    EXPECT_EQ(meter.value("rekey_http_requests_total{route=/page,method=GET,status=200}"), 1);
    EXPECT_EQ(meter.value("rekey_http_request_seconds{route=/page}"), 1);
    const auto refused = admit({.target = "/somebody@contoso.example"});
    auto refusal = *refused.refusal;
    static_cast<void>(pipeline.finish(refused, refusal));
    EXPECT_EQ(meter.value("rekey_http_requests_total{route=none,method=GET,status=404}"), 1);
}

/// The whole head but for the request id.
std::string head_of(const Pipeline& pipeline, const Admission& admission, Response response) {
    const auto head = pipeline.finish(admission, response);
    std::istringstream lines(head);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("X-Request-Id: ")) out += line.substr(0, line.find('\r')) + "\n";
    }
    return out;
}

// Security items 30, 32 and 35: the snapshot. A change here is a decision about security.
TEST_F(PipelineTest, HeadersOfData) {
    const auto admission = admit({});
    EXPECT_EQ(head_of(pipeline, admission, json(200, "{}")),
              "HTTP/1.1 200 OK\n"
              "Content-Type: application/json\n"
              "Content-Length: 2\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\n"
              "X-Content-Type-Options: nosniff\n"
              "X-Frame-Options: DENY\n"
              "Referrer-Policy: no-referrer\n"
              "Cross-Origin-Opener-Policy: same-origin\n"
              "Cross-Origin-Resource-Policy: same-origin\n"
              "Permissions-Policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
              "microphone=(), midi=(), payment=(), usb=()\n"
              "Strict-Transport-Security: max-age=31536000\n"
              "Cache-Control: no-store\n");
}

TEST_F(PipelineTest, HeadersOfPages) {
    Response page{.content_type = "text/html; charset=utf-8", .body = "x"};
    page.shown = Shown::Page;
    const auto head = head_of(pipeline, admit({}), page);
    EXPECT_NE(
        head.find("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
                  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                  "require-trusted-types-for 'script'; trusted-types 'none'\n"),
        std::string::npos);
    EXPECT_EQ(head.find("unsafe"), std::string::npos);
    EXPECT_NE(head.find("Cache-Control: no-store\n"), std::string::npos);
}

TEST_F(PipelineTest, OnlyAssetsMayBeKept) {
    Response asset{.content_type = "text/css", .body = "x"};
    asset.caching = Caching::Immutable;
    EXPECT_NE(head_of(pipeline, admit({}), asset).find("Cache-Control: public, max-age=31536000, immutable\n"), std::string::npos);
}

TEST_F(PipelineTest, HttpOriginsGetNoHsts) {
    EXPECT_EQ(head_of(pipeline, admit({.host = "fabrikam.localhost:8080"}), json(200, "{}")).find("Strict-Transport"), std::string::npos);
}

TEST_F(PipelineTest, ErrorsCarryTheSameHeaders) {
    const auto security = [](const std::string& head) { return head.substr(head.find("Content-Security-Policy")); };
    const auto expected = security(head_of(pipeline, admit({}), json(200, "{}")));
    for (const Asked& asked : {Asked{.target = "/nothing"}, Asked{.method = "DELETE"}, Asked{.method = "POST", .target = "/api/plain"},
                               Asked{.target = "/lost"}}) {
        const auto admission = admit(asked);
        const auto response = admission.refusal ? *admission.refusal : pipeline.run(admission);
        EXPECT_EQ(security(head_of(pipeline, admission, response)), expected) << asked.target;
    }
    // Without a tenant there is no telling whether it is https.
    const auto unread = pipeline.reject(Refusal::HeaderTooLarge);
    EXPECT_NE(head_of(pipeline, unread, *unread.refusal).find("Content-Security-Policy: default-src 'none'"), std::string::npos);
}

TEST_F(PipelineTest, NoContentHasNoLength) {
    EXPECT_EQ(head_of(pipeline, admit({}), no_content()).find("Content-Length"), std::string::npos);
}

TEST(OperatorPipeline, TakesAnyHostAndHasNoTenant) {
    Router router;
    router.add({Method::Get, "/healthz", Runs::Inline, 0, [](const Request&) { return text(200, "ok"); }});
    test::CountingMeter meter;
    const Pipeline pipeline({}, router, meter);
    const auto admission = pipeline.admit(Asked{.target = "/healthz", .host = "10.1.2.3:9080"}.head(), Peer{*parse_address("::1"), false});
    ASSERT_FALSE(admission.refusal);
    EXPECT_EQ(admission.request.site, nullptr);
    EXPECT_EQ(admission.request.client, "::1");
    EXPECT_TRUE(pipeline.admit(Asked{.target = "/healthz", .host = ""}.head(), Peer{}).refusal);
}

TEST(Sites, RefusesWhatIsNoBaseUrl) {
    for (const auto* origin : {"reset.example", "http://reset.example", "https://reset.example/", "https://reset.example/path", "ftp://a",
                               "https://", "https://A.example", "https://user@a.example"}) {
        EXPECT_FALSE(Sites::make({{tenant(1), "a", origin}})) << origin;
    }
    EXPECT_FALSE(Sites::make({{tenant(1), "a", "https://a.example"}, {tenant(2), "b", "https://a.example:443"}}));
    EXPECT_TRUE(Sites::make({{tenant(1), "a", "http://localhost:8080"}, {tenant(2), "b", "https://a.example"}}));
}

TEST(Languages, BestFirst) {
    EXPECT_EQ(preferred_languages("nl;q=0.5, de, en-GB;q=0.9, fr;q=0"), (std::vector<std::string>{"de", "en-GB", "nl"}));
    EXPECT_EQ(preferred_languages("nl, *;q=0.1"), (std::vector<std::string>{"nl"}));
    EXPECT_TRUE(preferred_languages("").empty());
    EXPECT_TRUE(preferred_languages("<script>, a b, \xff").empty());
    EXPECT_EQ(preferred_languages("a,b,c,d,e,f,g,h,i,j,k,l").size(), 10U);
}

TEST(WeightedList, LeavesOutWhatItCannotRead) {
    using Entries = std::vector<std::pair<std::string_view, int>>;
    EXPECT_EQ(weighted_list("br;q=0.9, gzip, *;q=0"), (Entries{{"br", 900}, {"gzip", 1000}, {"*", 0}}));
    EXPECT_EQ(weighted_list("a;q=1.000, b;q=0.123"), (Entries{{"a", 1000}, {"b", 123}}));
    EXPECT_TRUE(weighted_list("a;q=2, b;q=1.5, c;q=, d;q=x, e;v=1, f;q=0.1234, ,").empty());
}

}  // namespace
}  // namespace rekey::http
