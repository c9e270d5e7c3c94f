#include "http/static_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "http/dev/outbox.hpp"
#include "http/operator/operator_routes.hpp"

namespace rekey::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public ::testing::Test {
protected:
    StaticFilesTest() : directory(fs::path(::testing::TempDir()) / ("rekey-static-" + std::to_string(getpid()))) {
        fs::create_directories(directory / "assets");
        write("reset.html", "<!doctype html>");
        write("reset.html.br", "page in br");
        write("assets/app-1a2b.js", "script");
        write("assets/app-1a2b.js.br", "script in br");
        write("assets/app-1a2b.js.gz", "script in gz");
        write("robots.txt", "Disallow");
        write("secret.key", "never served: no type of ours");
    }
    ~StaticFilesTest() override { fs::remove_all(directory); }
    StaticFilesTest(const StaticFilesTest&) = delete;
    StaticFilesTest& operator=(const StaticFilesTest&) = delete;
    StaticFilesTest(StaticFilesTest&&) = delete;
    StaticFilesTest& operator=(StaticFilesTest&&) = delete;

    void write(const std::string& name, std::string_view text) const { std::ofstream(directory / name) << text; }

    static Response get(const Router& router, std::string_view path, std::vector<std::pair<std::string, std::string>> headers = {}) {
        const auto found = router.find(Method::Get, path);
        const auto* match = std::get_if<Router::Match>(&found);
        if (match == nullptr) return {.status = 404};
        Request request;
        for (auto& [name, value] : headers) request.headers.add(name, value);
        return match->route->handler(request);
    }
    Response get(std::string_view path, std::vector<std::pair<std::string, std::string>> headers = {}) {
        if (router.all().empty()) EXPECT_TRUE(add_static_files(router, directory));
        return get(router, path, std::move(headers));
    }
    static std::string header(const Response& response, std::string_view name) {
        for (const auto& [known, value] : response.headers) {
            if (known == name) return value;
        }
        return "-";
    }

    fs::path directory;
    Router router;
};

TEST_F(StaticFilesTest, ServesPagesUnderTheirNames) {
    const auto page = get("/reset");
    EXPECT_EQ(page.bytes(), "<!doctype html>");
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(page.shown, Shown::Page);
    EXPECT_EQ(page.caching, Caching::NoStore);
    EXPECT_EQ(header(page, "ETag"), "-") << "security item 35";
    EXPECT_EQ(get("/reset.html").status, 404);
}

TEST_F(StaticFilesTest, TheRootLeadsToTheReset) {
    const auto response = get("/");
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header(response, "Location"), "/reset");
}

TEST_F(StaticFilesTest, AssetsAreImmutable) {
    const auto asset = get("/assets/app-1a2b.js");
    EXPECT_EQ(asset.caching, Caching::Immutable);
    EXPECT_EQ(asset.shown, Shown::Data);
    const auto tag = header(asset, "ETag");
    EXPECT_EQ(tag.size(), 18U);
    const auto again = get("/assets/app-1a2b.js", {{"if-none-match", tag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.bytes().empty());
    EXPECT_EQ(get("/robots.txt").caching, Caching::NoStore);
}

TEST_F(StaticFilesTest, SendsTheSmallestTheBrowserTakes) {
    const auto encoded = [this](std::string accepted) {
        const auto response = get("/assets/app-1a2b.js", {{"accept-encoding", std::move(accepted)}});
        return header(response, "Content-Encoding") + " " + std::string(response.bytes());
    };
    EXPECT_EQ(encoded("gzip, deflate, br"), "br script in br");
    EXPECT_EQ(encoded("gzip"), "gzip script in gz");
    EXPECT_EQ(encoded("br;q=0, gzip;q=0.1"), "gzip script in gz");
    EXPECT_EQ(encoded("*"), "br script in br");
    EXPECT_EQ(encoded("*;q=0"), "- script");
    EXPECT_EQ(encoded("identity"), "- script");
    EXPECT_EQ(encoded(""), "- script");
    EXPECT_EQ(header(get("/assets/app-1a2b.js"), "Vary"), "Accept-Encoding");
    EXPECT_NE(header(get("/assets/app-1a2b.js"), "ETag"), header(get("/assets/app-1a2b.js", {{"accept-encoding", "br"}}), "ETag"));
}

TEST_F(StaticFilesTest, ServesNothingElse) {
    for (const auto* path :
         {"/secret.key", "/assets/app-1a2b.js.br", "/assets/", "/assets", "/../etc/passwd", "/assets/../reset", "/assets/%2e%2e/reset"}) {
        EXPECT_EQ(get(path).status, 404) << path;
    }
}

TEST_F(StaticFilesTest, AFolderWithoutAPortalIsAMistake) {
    Router other;
    EXPECT_FALSE(add_static_files(other, directory / "assets"));
    EXPECT_FALSE(add_static_files(other, directory / "nowhere"));
}

TEST_F(StaticFilesTest, TheOutboxEscapesEverything) {
    const DevMessage message{.at = from_millis(0),
                             .tenant = "a\"b",
                             .channel = "email",
                             .to = "<x>@y",
                             .subject = "<script>alert(1)</script>",
                             .text = "code 1234 & more",
                             .html = "<b>1234</b>"};
    Router outbox;
    add_dev_outbox(outbox, [message] { return std::vector{message}; });
    const auto page = get(outbox, "/dev/outbox");
    EXPECT_EQ(page.shown, Shown::Page);
    EXPECT_EQ(page.body.find("<script"), std::string::npos);
    EXPECT_EQ(page.body.find("style="), std::string::npos);
    EXPECT_NE(page.body.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
    EXPECT_NE(page.body.find("code 1234 &amp; more"), std::string::npos);
    EXPECT_NE(page.body.find("a&quot;b"), std::string::npos);
    EXPECT_EQ(get(outbox, "/dev/outbox.json").body,
              R"([{"at":"1970-01-01T00:00:00.000Z","tenant":"a\"b","channel":"email","to":"<x>@y","subject":"<script>alert(1)</script>",)"
              R"("text":"code 1234 & more","html":"<b>1234</b>"}])");
    EXPECT_EQ(get(outbox, "/dev/outbox.css").content_type, "text/css; charset=utf-8");
}

TEST_F(StaticFilesTest, TheOperatorSeesWhetherTheStoreAnswers) {
    bool store = true, draining = false, lost = false;
    Router operators;
    add_operator_routes(operators, {.store_ready = [&] { return lost ? throw Fault(FaultKind::StoreUnavailable, "x") : store; },
                                    .draining = [&] { return draining; },
                                    .metrics = [] { return std::string("rekey 1\n"); }});
    EXPECT_EQ(get(operators, "/healthz").status, 200);
    EXPECT_EQ(get(operators, "/readyz").status, 200);
    EXPECT_EQ(get(operators, "/metrics").body, "rekey 1\n");
    EXPECT_EQ(get(operators, "/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
    store = false;
    EXPECT_EQ(get(operators, "/readyz").status, 503);
    lost = true;
    EXPECT_EQ(get(operators, "/readyz").status, 503);
    store = true;
    lost = false;
    draining = true;
    EXPECT_EQ(get(operators, "/readyz").body, "draining\n");
    EXPECT_EQ(get(operators, "/healthz").status, 200);
}

}  // namespace
}  // namespace rekey::http
