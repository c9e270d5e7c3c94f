#include "http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <latch>
#include <thread>

#include "support/counting_meter.hpp"
#include "unit/http/raw_client.hpp"

namespace rekey::http {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A server on ports of its own with deadlines of tenths of a second.
class ServerTest : public ::testing::Test {
protected:
    ServerTest() {
        router.add({Method::Get, "/hello", Runs::Inline, 0, [](const Request&) { return text(200, "hello"); }});
        router.add({Method::Get, "/quick", Runs::Quick, 0, [](const Request&) { return text(200, "quick"); }});
        router.add({Method::Post, "/echo", Runs::Quick, 4096, [](const Request& request) { return json(200, request.body); }});
        router.add({Method::Get, "/block", Runs::Hash, 0, [this](const Request&) {
                        ++blocked;
                        release.wait();
                        return text(200, "released");
                    }});
        router.add({Method::Get, "/large", Runs::Inline, 0, [](const Request&) { return text(200, std::string(32UL << 20U, 'x')); }});
        operators.add({Method::Get, "/healthz", Runs::Inline, 0, [](const Request&) { return text(200, "ok"); }});

        options.io_threads = 2;
        options.quick_threads = options.hash_threads = 1;
        options.hash_queue = 1;
        options.header_time = options.body_time = options.idle_time = options.write_time = Duration(400);
        options.drain_time = seconds(5);
        options.grace = Duration(200);
        options.max_header = 2048;
        options.now = [] { return from_millis(784111777000); };
    }

    ~ServerTest() override { finish(); }
    ServerTest(const ServerTest&) = delete;
    ServerTest& operator=(const ServerTest&) = delete;
    ServerTest(ServerTest&&) = delete;
    ServerTest& operator=(ServerTest&&) = delete;

    void start() {
        std::signal(SIGPIPE, SIG_IGN);  // as the program does
        server = std::make_unique<Server>(options,
                                          std::vector<Door>{{"public", {"127.0.0.1", 0}, &pipeline, Door::Kind::Public},
                                                            {"operator", {"127.0.0.1", 0}, &operator_pipeline, Door::Kind::Operator}},
                                          meter);
        const auto listening = server->listen();
        ASSERT_TRUE(listening) << listening.error().detail;
        port = server->listening().at(0).port;
        runner = std::thread([this] { server->run(); });
    }

    void finish() {
        if (!released.exchange(true)) release.count_down();
        if (!runner.joinable()) return;
        server->stop();
        runner.join();
    }

    [[nodiscard]] std::string ask(std::string_view bytes) const {
        RawClient client(port);
        client.send(bytes);
        return client.read_answer();
    }
    static std::string get(std::string_view path, std::string_view more = {}) {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
    }
    static std::string post(std::string_view headers, std::string_view body) {
        return "POST /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: application/json\r\n" +
               std::string(headers) + "\r\n" + std::string(body);
    }
    static int status(std::string_view answer) { return answer.size() < 12 ? 0 : std::stoi(std::string(answer.substr(9, 3))); }
    static bool wait_for(const std::function<bool()>& condition) {
        for (const auto end = Clock::now() + 5s; Clock::now() < end; std::this_thread::sleep_for(5ms)) {
            if (condition()) return true;
        }
        return condition();
    }

    ServerOptions options;
    Router router, operators;
    test::CountingMeter meter;
    Pipeline pipeline{{*Sites::make({{TenantId{}, "contoso.example", "http://localhost"}}), TrustedProxies()}, router, meter};
    Pipeline operator_pipeline{{}, operators, meter};
    std::latch release{1};
    std::atomic<bool> released{false};
    std::atomic<int> blocked{0};
    std::unique_ptr<Server> server;
    std::thread runner;
    std::uint16_t port = 0;
};

TEST_F(ServerTest, AnswersAndStays) {
    start();
    RawClient client(port);
    for (int i = 0; i < 3; ++i) {
        client.send(get("/hello"));
        const auto answer = client.read_answer();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
        EXPECT_TRUE(answer.ends_with("\r\n\r\nhello"));
        EXPECT_NE(answer.find("Connection: keep-alive\r\n"), std::string::npos);
        EXPECT_NE(answer.find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
        EXPECT_NE(answer.find("Content-Security-Policy: "), std::string::npos);
        EXPECT_EQ(answer.find("Server:"), std::string::npos);
    }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    RawClient client(port);
    client.send(get("/hello") + get("/quick") + post("Content-Length: 3\r\n", "\"a\"") + get("/nothing"));
    EXPECT_TRUE(client.read_answer().ends_with("hello"));
    EXPECT_TRUE(client.read_answer().ends_with("quick"));
    EXPECT_TRUE(client.read_answer().ends_with("\"a\""));
    EXPECT_EQ(status(client.read_answer()), 404);
}

TEST_F(ServerTest, TakesARequestByteByByte) {
    start();
    RawClient client(port);
    for (const char c : post("Transfer-Encoding: chunked\r\n", "3\r\n\"ab\r\n1\r\n\"\r\n0\r\n\r\n")) client.send({&c, 1});
    EXPECT_TRUE(client.read_answer().ends_with("\r\n\r\n\"ab\""));
}

TEST_F(ServerTest, HeadHasNoBody) {
    start();
    RawClient client(port);
    client.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/quick"));
    const auto head = client.read_until("\r\n\r\n");
    EXPECT_NE(head.find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, Http10ClosesUnlessAskedToStay) {
    start();
    RawClient once(port), stays(port);
    once.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
    EXPECT_NE(once.read_answer().find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(once.closes());
    stays.send("GET /hello HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(stays.read_answer().find("Connection: keep-alive\r\n"), std::string::npos);
}

TEST_F(ServerTest, ParseErrorsAreAnsweredAndEndTheConnection) {
    start();
    for (const auto* bytes :
         {"GET / HTTP/1.1\nHost: localhost\n\n", "GET / HTTP/1.1\r\nHost: localhost\r\n x: y\r\n\r\n", "{}\r\n\r\n", "\x16\x03\x01\x02",
          "GET /hello HTTP/1.1\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
          "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
        RawClient client(port);
        client.send(bytes);
        const auto answer = client.read_answer();
        EXPECT_EQ(status(answer), 400) << bytes;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
        EXPECT_NE(answer.find("\"code\":\"bad_request\""), std::string::npos);
        EXPECT_NE(answer.find("Connection: close"), std::string::npos);
        EXPECT_TRUE(client.closes()) << bytes;
    }
}

TEST_F(ServerTest, LimitsHeadsAndBodies) {
    start();
    EXPECT_EQ(status(ask(get("/hello", "A: " + std::string(3000, 'x') + "\r\n"))), 431);
    EXPECT_EQ(status(ask(post("Content-Length: 5000\r\n", ""))), 413);
    EXPECT_EQ(status(ask(post("Transfer-Encoding: chunked\r\n", "1388\r\n"))), 413);
    EXPECT_EQ(status(ask(post("Content-Length: 4096\r\n", std::string(4096, ' ')))), 200);
    EXPECT_EQ(status(ask("GET /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")), 413);
}

TEST_F(ServerTest, ARefusedBodyIsNotTheNextRequest) {
    start();
    RawClient client(port);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(get("/hello").size()) + "\r\n\r\n" +
                get("/hello"));
    EXPECT_EQ(status(client.read_answer()), 403);
    EXPECT_TRUE(client.closes());
}

TEST_F(ServerTest, AsksForABodyItWants) {
    start();
    RawClient client(port);
    client.send(post("Content-Length: 2\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    EXPECT_EQ(status(client.read_answer()), 200);
    RawClient refused(port);
    refused.send(post("Content-Length: 9999\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(status(refused.read_answer()), 413);
}

TEST_F(ServerTest, SlowHeadsAndBodiesEnd) {
    start();
    RawClient head(port), body(port);
    head.send("GET /hello HTTP/1.1\r\nHo");
    body.send(post("Content-Length: 10\r\n", "{"));
    EXPECT_EQ(status(head.read_answer()), 408);
    EXPECT_EQ(status(body.read_answer()), 408);
    EXPECT_TRUE(head.closes());
}

// Security item 49: a trickle that is never silent for long must not hold a connection for long either.
TEST_F(ServerTest, ATrickleIsTooSlow) {
    options.body_time = seconds(30);
    start();
    RawClient client(port);
    client.send(post("Content-Length: 4000\r\n", ""));
    const auto since = Clock::now();
    std::atomic<bool> done{false};
    std::jthread trickle([&] {
        while (!done && client.send("x")) std::this_thread::sleep_for(20ms);
    });
    EXPECT_EQ(status(client.read_answer()), 408);
    done = true;
    EXPECT_LT(Clock::now() - since, 4s);
}

TEST_F(ServerTest, SilentConnectionsEndWithoutAWord) {
    start();
    RawClient silent(port), idle(port);
    idle.send(get("/hello"));
    EXPECT_EQ(status(idle.read_answer()), 200);
    EXPECT_TRUE(silent.closes());
    EXPECT_TRUE(idle.closes());
}

TEST_F(ServerTest, WhoDoesNotReadIsCutOff) {
    options.least_rate = 1UL << 30U;
    start();
    RawClient client(port);
    client.send(get("/large"));
    EXPECT_TRUE(wait_for([&] { return meter.value("rekey_http_connections{door=public}") == 1; }));
    EXPECT_TRUE(wait_for([&] { return meter.value("rekey_http_connections{door=public}") == 0; }));
}

TEST_F(ServerTest, LimitsConnectionsOfOneClient) {
    options.max_connections_per_client = 2;
    options.idle_time = options.header_time = seconds(30);
    start();
    auto first = std::make_unique<RawClient>(port);
    RawClient second(port);
    first->send(get("/hello"));
    second.send(get("/hello"));
    EXPECT_EQ(status(first->read_answer()), 200);
    EXPECT_EQ(status(second.read_answer()), 200);
    EXPECT_EQ(status(RawClient(port).read_all()), 503);
    EXPECT_EQ(meter.value("rekey_http_shed_total{queue=connections}"), 1);
    RawClient health(server->listening().at(1).port);
    health.send(get("/healthz"));
    EXPECT_EQ(status(health.read_answer()), 200) << "the operator still gets in";
    first.reset();
    EXPECT_TRUE(wait_for([&] { return status(ask(get("/hello"))) == 200; }));
}

TEST_F(ServerTest, AFullQueueShedsAndOthersGoOn) {
    start();
    RawClient running(port), waiting(port);
    running.send(get("/block"));
    ASSERT_TRUE(wait_for([&] { return blocked == 1; }));
    waiting.send(get("/block"));
    ASSERT_TRUE(wait_for([&] { return meter.value("rekey_http_queue_length{queue=hash}") == 1; }));
    const auto answer = ask(get("/block"));
    EXPECT_EQ(status(answer), 503);
    EXPECT_NE(answer.find("\"code\":\"busy\""), std::string::npos);
    EXPECT_NE(answer.find("Retry-After: 2\r\n"), std::string::npos);
    EXPECT_EQ(status(ask(get("/hello"))), 200);
    EXPECT_EQ(status(ask(get("/quick"))), 200);
    released = true;
    release.count_down();
    EXPECT_TRUE(running.read_answer().ends_with("released"));
    EXPECT_TRUE(waiting.read_answer().ends_with("released"));
}

TEST_F(ServerTest, DrainsWhatRunsAndEndsWhatIdles) {
    options.idle_time = seconds(30);
    start();
    RawClient running(port), idle(port);
    idle.send(get("/hello"));
    EXPECT_EQ(status(idle.read_answer()), 200);
    running.send(get("/block"));
    ASSERT_TRUE(wait_for([&] { return blocked == 1; }));
    server->stop();
    EXPECT_TRUE(idle.closes());
    EXPECT_TRUE(wait_for([&] { return !RawClient(port).connected(); }));
    EXPECT_TRUE(server->draining());
    released = true;
    release.count_down();
    const auto answer = running.read_answer();
    EXPECT_TRUE(answer.ends_with("released"));
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    runner.join();
}

TEST_F(ServerTest, ADrainHasAnEnd) {
    options.header_time = seconds(30);
    options.drain_time = Duration(300);
    start();
    RawClient stuck(port);
    stuck.send("GET /hello HTTP/1.1\r\n");
    ASSERT_TRUE(wait_for([&] { return meter.value("rekey_http_connections{door=public}") == 1; }));
    const auto since = Clock::now();
    server->stop();
    runner.join();
    EXPECT_LT(Clock::now() - since, 4s);
}

TEST_F(ServerTest, AHandlerUnderWayAtTheEndIsWaitedFor) {
    options.drain_time = Duration(100);
    start();
    RawClient running(port), waiting(port);
    running.send(get("/block"));
    ASSERT_TRUE(wait_for([&] { return blocked == 1; }));
    waiting.send(get("/block"));
    ASSERT_TRUE(wait_for([&] { return meter.value("rekey_http_queue_length{queue=hash}") == 1; }));
    server->stop();
    std::this_thread::sleep_for(300ms);
    released = true;
    release.count_down();
    runner.join();
    EXPECT_EQ(blocked, 1) << "what waited was dropped";
}

TEST_F(ServerTest, APortInUseIsSaidSo) {
    start();
    Server second(options, {{"public", {"127.0.0.1", port}, &pipeline}}, meter);
    const auto listening = second.listen();
    ASSERT_FALSE(listening);
    EXPECT_NE(listening.error().detail.find("cannot listen on 127.0.0.1:" + std::to_string(port)), std::string::npos);
    Server nowhere(options, {{"public", {"not-an-address", 0}, &pipeline}}, meter);
    EXPECT_FALSE(nowhere.listen());
}

TEST_F(ServerTest, ManyClientsAtOnce) {
    options.idle_time = options.header_time = seconds(30);
    start();
    std::atomic<int> right{0};
    std::vector<std::jthread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, i] {
            for (int round = 0; round < 20; ++round) {
                RawClient client(port);
                const auto body = '"' + std::to_string(i * 100 + round) + '"';
                client.send(get("/quick") + post("Content-Length: " + std::to_string(body.size()) + "\r\n", body));
                right += client.read_answer().ends_with("quick") ? 1 : 0;
                right += client.read_answer().ends_with(body) ? 1 : 0;
            }
        });
    }
    clients.clear();
    EXPECT_EQ(right, 320);
}

}  // namespace
}  // namespace rekey::http
