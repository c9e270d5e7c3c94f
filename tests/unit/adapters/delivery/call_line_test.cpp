// What the server makes of `rekey voice`, against a socket that answers as the test says.
#include "adapters/delivery/call_line.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "adapters/delivery/call_exchange.hpp"
#include "domain/call/line.hpp"

namespace rekey::delivery {
namespace {

using testing::HasSubstr;

/// Takes one connection, reads the request, writes this, and closes.
class OtherSide final {
public:
    explicit OtherSide(std::string says) : says_(std::move(says)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        thread_ = std::jthread([this] { serve(); });
    }
    ~OtherSide() {
        thread_.join();
        ::close(listener_);
        std::filesystem::remove(path);
    }

    const std::string path = std::filesystem::temp_directory_path() / ("rekey-call-" + std::to_string(::getpid()) + ".sock");
    call::Reader heard;

private:
    void serve() {
        const int connection = ::accept(listener_, nullptr, nullptr);
        std::array<char, 4096> buffer{};
        while (heard.state() == call::Reader::State::More) {
            const auto count = ::recv(connection, buffer.data(), buffer.size(), 0);
            if (count <= 0) break;
            heard.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
        static_cast<void>(::send(connection, says_.data(), says_.size(), MSG_NOSIGNAL));
        if (says_.ends_with("...")) {
            pollfd gone{connection, POLLRDHUP, 0};
            ::poll(&gone, 1, 5000);
        }
        ::close(connection);
    }

    std::string says_;
    int listener_ = -1;
    std::jthread thread_;
};

Text text() {
    Text text{"+31612345678", "Your code is: 4, 2.", "m1"};
    text.call = {"nl-BE", "42", true};
    return text;
}

CallLine line(const std::string& path) { return CallLine({"pbx", path, {}, seconds{20}}); }

Judgement judged(const std::string& says) {
    OtherSide other(says);
    return line(other.path).send(text()).judgement;
}

TEST(CallLine, AsksForWhatTheMessageSays) {
    OtherSide other("how: played\nkeyed: confirmed\nwhy: said\n\n");
    const auto attempt = line(other.path).send(text());
    EXPECT_EQ(attempt.judgement.verdict, Verdict::Accepted);
    EXPECT_EQ(attempt.fate, message::Fate::Delivered);
    EXPECT_EQ(attempt.keyed, message::Keyed::Confirmed);
    EXPECT_EQ(attempt.request, "") << "nobody asked to see it";
    const auto request = call::parse_request(other.heard.lines());
    ASSERT_TRUE(request) << request.error().detail;
    EXPECT_EQ(request->trunk, "pbx");
    EXPECT_EQ(request->to, "+31612345678");
    EXPECT_EQ(request->language, "nl");
    EXPECT_EQ(request->text, "Your code is: 4, 2.");
    EXPECT_EQ(request->number, "42");
    EXPECT_TRUE(request->deniable);
    EXPECT_EQ(request->ring, seconds{20});
    EXPECT_THAT(request->phrases.denied, HasSubstr("Dank u"));
}

TEST(CallLine, WhatThePersonDoesIsNotTheTrunksFault) {
    using message::Fate;
    for (const auto& [how, fate] : {std::pair{"busy", Fate::Busy}, std::pair{"declined", Fate::Busy},
                                    std::pair{"no_answer", Fate::NoAnswer}, std::pair{"hung_up", Fate::Undelivered}}) {
        OtherSide other(std::string("begun: yes\nhow: ") + how + "\nkeyed: nothing\nwhy: x\n\n");
        const auto attempt = line(other.path).send(text());
        EXPECT_EQ(attempt.judgement.verdict, Verdict::NotTaken) << how;
        EXPECT_EQ(attempt.fate, fate) << how;
    }
}

TEST(CallLine, WhatTheTrunkSaysIsJudged) {
    EXPECT_EQ(judged("how: refused\nkeyed: nothing\nwhy: 404 Not Found\n\n").verdict, Verdict::Refused);
    EXPECT_EQ(judged("how: unsure\nkeyed: nothing\nwhy: x\n\n").verdict, Verdict::Unsure);
    const auto trouble = judged("how: trouble\nkeyed: nothing\nwhy: 503 Service Unavailable\n\n");
    EXPECT_EQ(trouble.verdict, Verdict::Trouble);
    EXPECT_EQ(trouble.why, "trouble: 503 Service Unavailable");
}

TEST(CallLine, AConnectionThatEndsIsTroubleBeforeTheCallHasBegunAndUnsureAfter) {
    EXPECT_EQ(judged("").verdict, Verdict::Trouble);
    EXPECT_EQ(judged("step: dialling\n").verdict, Verdict::Trouble);
    EXPECT_EQ(judged("begun: yes\n").verdict, Verdict::Unsure);
    EXPECT_EQ(judged("begun: yes\nstep: 180 Ringing\nhow: pla").verdict, Verdict::Unsure);
}

TEST(CallLine, WhatIsNoOutcomeIsNotBelieved) {
    EXPECT_EQ(judged("HTTP/1.1 200 OK\r\n\r\n").verdict, Verdict::Trouble);
    EXPECT_EQ(judged("begun: yes\nhow: fine\nkeyed: nothing\n\n").verdict, Verdict::Unsure);
    EXPECT_EQ(judged("begun: yes\n" + std::string(40'000, 'x')).verdict, Verdict::Unsure);
}

TEST(CallLine, NobodyThereIsTrouble) {
    const auto attempt = line("/nonexistent/voice.sock").send(text());
    EXPECT_EQ(attempt.judgement.verdict, Verdict::Trouble);
    EXPECT_THAT(attempt.judgement.why, HasSubstr("rekey voice is not there"));
    EXPECT_EQ(line(std::string(200, 'x')).send(text()).judgement.verdict, Verdict::Trouble);
}

TEST(CallLine, WaitsNoLongerThanAgreed) {
    OtherSide other("begun: yes\n...");
    call::Request request;
    request.trunk = "pbx";
    const auto answer = ask_voice(other.path, request, Duration{200});
    EXPECT_EQ(answer.outcome.how, call::How::Unsure);
    EXPECT_GE(answer.took, Duration{190});
}

TEST(CallLine, AnOperatorSeesTheSteps) {
    OtherSide other("begun: yes\nstep: 180 Ringing\nstep: key 9\nhow: played\nkeyed: denied\nwhy: said\n\n");
    auto tried = text();
    tried.explain = true;
    const auto attempt = line(other.path).send(tried);
    EXPECT_THAT(attempt.request, HasSubstr("+31612345678"));
    EXPECT_EQ(attempt.answer, "180 Ringing\nkey 9\ndenied by the keys");
}

}  // namespace
}  // namespace rekey::delivery
