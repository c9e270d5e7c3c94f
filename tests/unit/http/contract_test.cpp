#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "http/account/account_handlers.hpp"
#include "http/admin/directory_handlers.hpp"
#include "http/problem.hpp"
#include "http/receipts/receipt_handlers.hpp"
#include "http/registration/registration_handlers.hpp"
#include "http/reset/portal_handlers.hpp"
#include "http/reset/reset_handlers.hpp"
#include "http/signin/check_handler.hpp"
#include "http/signin/signin_handlers.hpp"
#include "support/checkout.hpp"
#include "support/counting_meter.hpp"

namespace rekey::http {
namespace {

/// A world in which the store is lost, for routes that must be listed and must answer.
class LostStore final : public ports::Store {
public:
    std::unique_ptr<ports::UnitOfWork> begin(const TenantId&, ports::Access) override { throw lost(); }
    std::optional<tenant::Tenant> find_tenant(std::string_view) override { throw lost(); }
    std::vector<tenant::Tenant> tenants() override { throw lost(); }
    bool add_tenant(const TenantId&, std::string_view) override { throw lost(); }
    std::vector<TenantId> tenants_with_messages(method::Channel) override { throw lost(); }
    void measure_people() override {}
    void ping() override { throw lost(); }

private:
    static Fault lost() { return {FaultKind::StoreUnavailable, "lost"}; }
};

struct Others final : ports::Captcha,
                      ports::Entropy,
                      ports::KeyedHash,
                      ports::PasswordHasher,
                      ports::StrengthEstimator,
                      ports::Totp,
                      ports::PhoneNumbers,
                      ports::Clock,
                      ports::Receipts,
                      ports::Talks,
                      ports::Connectors {
    ports::CaptchaChallenge make(const TenantId&, ports::CaptchaKind kind, std::string_view, Instant) override {
        return {"T", kind, 6, {}};
    }
    std::optional<ports::CaptchaClaim> open(const TenantId&, std::string_view, std::string_view) const override { return std::nullopt; }
    Result<std::shared_ptr<ports::Connector>> open(const directory::Directory&, const Secret&) override {
        return fail(ErrorCode::Unreachable);
    }
    Result<Bytes> picture(const TenantId&, std::string_view token) const override {
        if (token != "T") return fail(ErrorCode::InvalidInput);
        return to_bytes("png");
    }
    Result<Bytes> sound(const TenantId&, std::string_view) const override { return fail(ErrorCode::InvalidInput); }
    void fill(std::span<std::uint8_t>) override {}
    std::uint64_t below(std::uint64_t) override { return 0; }
    IdBytes new_id() override { return {}; }
    Mac mac(ports::MacPurpose, std::initializer_list<ByteView>) const override { return {}; }
    ports::HashCost current_cost() const override { return {}; }
    Secret hash(const Secret&, ByteView, const ports::HashCost&) const override { return {}; }
    int strength(const Secret&, const std::vector<std::string>&) const override { return 0; }
    std::optional<std::int64_t> step_of(const Secret&, std::string_view, Instant) const override { return std::nullopt; }
    Result<std::string> parse(std::string_view, std::string_view) const override { return fail(ErrorCode::InvalidInput); }
    std::string country_of(std::string_view, std::span<const std::string>) const override { return {}; }
    Instant now() const override { return {}; }
    bool calls(std::string_view provider) const override { return provider == "p"; }
    Result<ports::Told> read(std::string_view, const ports::ReceiptCall& call) const override {
        if (call.header("x-signature") != "good") return fail(ErrorCode::Refused);
        return ports::Told{message::Fate::Delivered, {}, {}};
    }
    bool talks(std::string_view provider) const override { return provider == "p"; }
    Result<void> check(std::string_view, const ports::ReceiptCall& call) const override {
        return call.header("x-signature") == "good" ? Result<void>{} : fail(ErrorCode::Refused);
    }
    ports::Turn turn(const ports::ReceiptCall&, const message::Message&, const ports::Sender&) const override { return {}; }
    std::string end() const override { return {}; }
    bool asks() const override { return false; }
    Result<ports::Told> ask(std::string_view, const std::string&) const override { return fail(ErrorCode::NotFound); }
};

class ContractTest : public ::testing::Test {
protected:
    ContractTest() {
        add_portal_routes(router, portals);
        add_reset_routes(router, resets);
        add_signin_routes(router, signins);
        add_account_routes(router, accounts);
        add_check_route(router, checks);
        add_registration_routes(router, registrations, security);
        add_not_me_routes(router, links);
        add_directory_routes(router, desk);
        add_receipt_routes(router, receipts);
    }

    /// The code of a problem, else the status.
    std::string ask(Method method, std::string_view path, std::string body = {}, std::string handle = std::string(43, 'A')) const {
        const auto found = router.find(method, path);
        const auto& match = std::get<Router::Match>(found);
        Request request;
        request.method = method;
        request.site = &site;
        request.path_values = match.values;
        request.body = std::move(body);
        if (!handle.empty()) request.headers.add("rekey-attempt", handle);
        try {
            const auto response = match.route->handler(request);
            std::smatch code;
            if (!std::regex_search(response.body, code, std::regex(R"re("code":"(\w+)"(,"field":"([\w.-]*)")?)re")))
                return std::to_string(response.status);
            return code[1].str() + (code[3].matched ? " " + code[3].str() : "");
        } catch (const Fault&) {
            return "lost";
        }
    }

    LostStore store;
    Others others;
    flows::PortalService portals{store, others};
    test::CountingMeter meter;
    flows::ResetService resets{flows::ResetPorts{store, others, others, others, others, others, others, others, others, meter, {}, [] {}}};
    flows::SignInService signins{flows::SignInPorts{store, others, others, others, others, others, {}, [] {}}, others};
    flows::AccountService accounts{flows::SignInPorts{store, others, others, others, others, others, {}, [] {}}};
    flows::ApplicationCheck checks{flows::SignInPorts{store, others, others, others, others, others, {}, [] {}}};
    flows::RegistrationPorts registration{{store, others, others, others, others, others, {}, [] {}}, others, others, meter};
    flows::RegistrationService registrations{registration};
    flows::SecurityInfo security{registration};
    flows::NotMeService links{registration.account};
    flows::DirectoryDesk desk{registration.account, {store, others, others, others, others, {}}};
    flows::ReceiptService receipts{{store, others, {others, others}, others, others, meter, {}}};
    Site site{{}, "contoso.example", "https://reset.contoso.example"};
    Router router;
};

std::set<std::string> contract() {
    std::ifstream file(test::checkout_file("api/openapi.yaml"));
    std::set<std::string> operations;
    std::string path;
    for (std::string line; std::getline(file, line) && !line.starts_with("components:");) {
        std::smatch found;
        if (std::regex_match(line, found, std::regex("  (/[^:]*):"))) path = found[1];
        if (std::regex_match(line, found, std::regex("    (get|post|put|patch|delete):"))) {
            std::string method = found[1];
            std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            operations.insert(method + " /api/v1" + path);
        }
    }
    return operations;
}

TEST_F(ContractTest, RoutesAreThoseOfTheContract) {
    std::set<std::string> routes;
    for (const auto* route : router.all()) {
        if (route->pattern.starts_with("/api/")) routes.insert(std::string(name(route->method)) + " " + route->pattern);
    }
    EXPECT_GT(routes.size(), 10U);
    EXPECT_EQ(routes, contract());
}

TEST_F(ContractTest, RoutesThatHashOrMayAskADirectoryRunOnPoolsOfTheirOwn) {
    const std::set<std::string> hashing{"/api/v1/signin/proof", "/api/v1/account/methods"};
    const std::set<std::string> asking{"/api/v1/reset/attempt/answer", "/api/v1/reset/attempt/password", "/api/v1/signin",
                                       "/api/v1/signin/password", "/api/v1/account/password"};
    for (const auto* route : router.all()) {
        const bool post = route->method == Method::Post;
        const bool hashes = post && hashing.contains(route->pattern), asks = post && asking.contains(route->pattern);
        EXPECT_EQ(route->runs, asks ? Runs::Directory : hashes ? Runs::Hash : Runs::Quick) << route->pattern;
        EXPECT_LE(route->body_limit, 16U * 1024U) << route->pattern;
    }
}

// Security item 15: nothing that a link scanner fetches changes anything. Receipts are no links: each address is known to one gateway only.
TEST_F(ContractTest, OnlyPostsChangeState) {
    std::set<std::string> safe;
    for (const auto* route : router.all()) {
        if (is_safe(route->method)) safe.insert(route->pattern);
    }
    EXPECT_EQ(safe,
              (std::set<std::string>{"/api/v1/portal", "/api/v1/captchas/{challenge}/picture", "/api/v1/captchas/{challenge}/sound",
                                     "/api/v1/reset/attempt", "/api/v1/signin", "/api/v1/session", "/api/v1/account/sessions",
                                     "/api/v1/account/activity", "/api/v1/account/password", "/api/v1/account/registration",
                                     "/api/v1/account/questions", "/api/v1/not-me", "/api/v1/check", "/api/v1/receipts/{provider}/{token}",
                                     "/brand.css", "/api/v1/admin/directories", "/api/v1/admin/directories/{directory}/runs",
                                     "/api/v1/admin/directories/{directory}/runs/{run}/remarks", "/api/v1/admin/reports/readiness"}));
}

TEST_F(ContractTest, OnlyReceiptsComeFromMachinesOfOthers) {
    for (const auto* route : router.all()) {
        const bool receipt = route->pattern.starts_with("/api/v1/receipts/{provider}/{token}");
        EXPECT_EQ(route->caller, receipt ? Caller::Machine : Caller::Browser) << route->pattern;
    }
}

TEST_F(ContractTest, AReceiptReachesTheStoreOnlyWhenItIsSigned) {
    const auto path = flows::receipt_path(others, site.tenant, {}, "p");
    for (const auto method : {Method::Get, Method::Post}) {
        EXPECT_EQ(ask(method, path), "forbidden") << "it is not signed";
        EXPECT_EQ(ask(method, path + "A"), "forbidden") << "the address was not given to anybody";
        EXPECT_EQ(ask(method, "/api/v1/receipts/q/A"), "not_found");
    }
    const auto found = router.find(Method::Get, path);
    const auto& match = std::get<Router::Match>(found);
    Request request;
    request.site = &site;
    request.path_values = match.values;
    request.headers.add("x-signature", "good");
    EXPECT_THROW(match.route->handler(request), Fault) << "now the store is asked";
    request.method = Method::Head;
    EXPECT_EQ(match.route->handler(request).status, 405) << "looking changes nothing";
}

TEST_F(ContractTest, KeysOfACallReachTheStoreOnlyWhenTheyAreSigned) {
    const auto path = flows::receipt_path(others, site.tenant, {}, "p") + "/keys";
    EXPECT_EQ(ask(Method::Post, path), "forbidden") << "it is not signed";
    EXPECT_EQ(ask(Method::Post, "/api/v1/receipts/p/A/keys"), "forbidden") << "the address was not given to anybody";
    EXPECT_EQ(ask(Method::Post, "/api/v1/receipts/q/A/keys"), "not_found");
    EXPECT_TRUE(std::holds_alternative<Router::OtherMethods>(router.find(Method::Get, path)));
    const auto found = router.find(Method::Post, path);
    const auto& match = std::get<Router::Match>(found);
    Request request;
    request.site = &site;
    request.path_values = match.values;
    request.headers.add("x-signature", "good");
    EXPECT_THROW(match.route->handler(request), Fault) << "now the store is asked";
}

constexpr const char* kStart = R"({"user":"u","captcha":{"challenge":"c","answer":"a"}})";
const std::pair<const char*, const char*> kPosts[] = {
    {"attempts", kStart},
    {"attempt/need", R"({"need":"reset"})"},
    {"attempt/method", R"({"method":"m"})"},
    {"attempt/resend", ""},
    {"attempt/another", ""},
    {"attempt/answer", R"({"challenge":"c","code":"1"})"},
    {"attempt/answer", R"({"challenge":"c","answers":["one","two","three"]})"},
    {"attempt/password/check", R"({"password":"p"})"},
    {"attempt/password", R"({"password":"p"})"},
    {"attempt/cancel", ""},
};

TEST_F(ContractTest, EveryRequestReachesTheStore) {
    for (const auto& [path, body] : kPosts) {
        // A start judges the captcha's seal first; everything else needs the store at once.
        const auto* const expected = std::string_view(path) == "attempts" ? "captcha_wrong" : "lost";
        const auto said = ask(Method::Post, "/api/v1/reset/" + std::string(path), body);
        EXPECT_TRUE(said == expected || said == "lost") << path << ": " << said;
    }
    EXPECT_EQ(ask(Method::Get, "/api/v1/reset/attempt"), "lost");
    EXPECT_EQ(ask(Method::Get, "/api/v1/portal"), "lost");
    EXPECT_EQ(ask(Method::Get, "/brand.css"), "lost");
}

TEST_F(ContractTest, ARequestWithoutAHandleOfTheRightFormIsMalformed) {
    for (const auto& handle :
         {std::string(), std::string(42, 'A'), std::string(44, 'A'), std::string(42, 'A') + "=", std::string(42, 'A') + " "}) {
        for (const auto& [path, body] : kPosts) {
            if (std::string_view(path) == "attempts") continue;
            EXPECT_EQ(ask(Method::Post, "/api/v1/reset/" + std::string(path), body, handle), "invalid_input Rekey-Attempt") << path;
        }
        EXPECT_EQ(ask(Method::Get, "/api/v1/reset/attempt", {}, handle), "invalid_input Rekey-Attempt");
    }
}

TEST_F(ContractTest, ABodyOfAnotherFormIsMalformed) {
    for (const auto& [path, body] : kPosts) {
        if (std::string_view(body).empty()) continue;
        const auto route = "/api/v1/reset/" + std::string(path);
        for (const auto* bad : {"", "{}", "[]", "null", "{", R"({"x":1})"})
            EXPECT_TRUE(ask(Method::Post, route, bad).starts_with("invalid_input")) << path << bad;
        EXPECT_EQ(ask(Method::Post, route, std::string(body).insert(1, R"("extra":"",)")), "invalid_input") << path;
    }
    EXPECT_EQ(ask(Method::Post, "/api/v1/reset/attempts", R"({"user":["a","b"],"captcha":{"challenge":"c","answer":"a"}})"),
              "invalid_input user");
}

TEST_F(ContractTest, WhatIsAskedAboutDirectoriesIsJudgedBeforeTheStore) {
    const std::string runs = "/api/v1/admin/directories/office/runs";
    for (const auto* bad : {"", "{}", R"({"mode":"all"})", R"({"mode":"full","preview":true})"})
        EXPECT_TRUE(ask(Method::Post, runs, bad).starts_with("invalid_input")) << bad;
    EXPECT_EQ(ask(Method::Post, runs, R"({"mode":"full"})"), "lost");
    EXPECT_EQ(ask(Method::Get, "/api/v1/admin/directories"), "lost");
    EXPECT_EQ(ask(Method::Get, runs), "lost");
    EXPECT_EQ(ask(Method::Get, "/api/v1/admin/directories/" + std::string(65, 'a') + "/runs"), "invalid_input directory");
    EXPECT_EQ(ask(Method::Get, "/api/v1/admin/reports/readiness"), "invalid_input directory");
}

// A challenge lives by the store's clock; its picture and its sound are in the token.
TEST_F(ContractTest, PicturesNeedNoStore) {
    EXPECT_EQ(ask(Method::Post, "/api/v1/captchas", R"({"kind":"picture"})"), "lost");
    EXPECT_EQ(ask(Method::Post, "/api/v1/captchas", R"({"kind":"video"})"), "invalid_input kind");
    EXPECT_EQ(ask(Method::Get, "/api/v1/captchas/T/picture"), "200");
    EXPECT_EQ(ask(Method::Get, "/api/v1/captchas/X/picture"), "invalid_input challenge");
    EXPECT_EQ(ask(Method::Get, "/api/v1/captchas/" + std::string(513, 'T') + "/picture"), "invalid_input challenge");
}

TEST(ErrorReference, ListsEveryCode) {
    std::ifstream file(test::checkout_file("docs/reference/errors.md"));
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto listed = [&text](const Spoken& said) {
        const auto row = "| `" + std::string(said.code) + "` | " + std::to_string(said.status) + " |";
        return text.find(row) != std::string::npos;
    };
    for (int i = 0; i <= static_cast<int>(ErrorCode::Refused); ++i) EXPECT_TRUE(listed(spoken(static_cast<ErrorCode>(i)))) << i;
    for (int i = 0; i <= static_cast<int>(kLastRefusal); ++i) EXPECT_TRUE(listed(spoken(static_cast<Refusal>(i)))) << i;
}

}  // namespace
}  // namespace rekey::http
