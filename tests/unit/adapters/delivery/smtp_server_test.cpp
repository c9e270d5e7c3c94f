// SmtpServer behind its router, against a real SMTP server on loopback: STARTTLS and AUTH on, certificates of a throw-away CA.
#include "adapters/delivery/smtp_server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>

#include <thread>

#include "adapters/delivery/provider_router.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "support/counting_meter.hpp"
#include "support/smtp_sink.hpp"
#include "unit/adapters/delivery/delivery_fixture.hpp"

namespace rekey::delivery {
namespace {

using test::header;
using test::SmtpSink;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const FixedClock kClock;

/// One mail server as a channel.
class SmtpChannel final {
public:
    SmtpChannel(SmtpOptions options, const ports::Clock& clock) {
        options.name = "relay";
        std::vector<std::unique_ptr<Provider>> providers;
        providers.push_back(std::make_unique<SmtpServer>(std::move(options), clock));
        server_ = static_cast<SmtpServer*>(providers.front().get());
        router_ = std::make_unique<ProviderRouter>(method::Channel::Email, std::move(providers), RouterPorts{phones_, clock, meter_});
    }
    ports::Delivery send(const message::Message& message, const ports::Sender& sender) { return router_->send(message, sender); }
    Attempt ask(const Text& text) { return server_->send(text); }
    Result<void> probe() { return server_->probe(); }

private:
    phone::LibPhoneNumbers phones_;
    test::CountingMeter meter_;
    std::unique_ptr<ProviderRouter> router_;
    SmtpServer* server_ = nullptr;
};

SmtpOptions options_for(const SmtpSink& sink) {
    SmtpOptions options;
    options.host = "localhost";
    options.port = sink.port();
    options.ca_file = sink.ca_file();
    options.user = SmtpSink::kUser;
    options.password = Secret{std::string_view{SmtpSink::kPassword}};
    options.from = "no-reply@contoso.example";
    options.helo = "rekey.contoso.example";
    options.timeout = seconds{10};
    return options;
}

ports::Sender contoso(const tenant::Settings& settings) { return {"Contoso", "id.contoso.example", &settings}; }

class Smtp : public ::testing::Test {
protected:
    Result<void> send(std::string_view destination) { return channel.send(code_for(destination), contoso(settings)).outcome; }
    /// Sends with other options through a channel of its own.
    Result<void> send_with(SmtpOptions options) {
        SmtpChannel other{std::move(options), kClock};
        return other.send(code_for("jan@contoso.example"), contoso(settings)).outcome;
    }

    tenant::Settings settings;
    SmtpSink sink;
    SmtpChannel channel{options_for(sink), kClock};
};

TEST_F(Smtp, DeliversTextAndHtmlOverTlsWithAuth) {
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    const auto messages = sink.messages();
    ASSERT_EQ(messages.size(), 1U);
    const auto& mail = messages.front();
    EXPECT_EQ(mail.at("from").as_string(), "no-reply@contoso.example");
    EXPECT_EQ(mail.at("to").as_array(), (boost::json::array{"jan@contoso.example"}));
    EXPECT_EQ(mail.at("parts").as_array(), (boost::json::array{"multipart/alternative", "text/plain", "text/html"}));
    EXPECT_THAT(std::string(mail.at("text").as_string()), HasSubstr("Your code: 4829 1357\n"));
    EXPECT_THAT(std::string(mail.at("html").as_string()), HasSubstr("4829 1357</p>"));
    EXPECT_THAT(std::string(mail.at("text").as_string()), HasSubstr("You didn’t ask for this?"));
    EXPECT_EQ(sink.events("authenticated").size(), 1U);
    EXPECT_EQ(sink.events("connected").back().at("tls").as_bool(), true);
    EXPECT_EQ(sink.events("connected").back().at("helo").as_string(), "rekey.contoso.example");
}

TEST_F(Smtp, SendsAFixedSetOfHeaders) {
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    const auto mail = sink.messages().at(0);
    EXPECT_THAT(header(mail, "From"), ElementsAre("Contoso <no-reply@contoso.example>"));
    EXPECT_THAT(header(mail, "To"), ElementsAre("jan@contoso.example"));
    EXPECT_THAT(header(mail, "Subject"), ElementsAre("Your code to reset your password"));
    EXPECT_THAT(header(mail, "Date"), ElementsAre("Sun, 22 Nov 2026 14:32:00 +0000"));
    EXPECT_THAT(header(mail, "Message-ID"), ElementsAre("<019abcde-f012-7034-8056-010203040506@contoso.example>"));
    EXPECT_THAT(header(mail, "Auto-Submitted"), ElementsAre("auto-generated"));
    EXPECT_THAT(header(mail, "X-Auto-Response-Suppress"), ElementsAre("All"));
    EXPECT_THAT(header(mail, "List-Id"), ElementsAre("<account-messages.contoso.example>"));
    EXPECT_EQ(mail.at("headers").as_array().size(), 10U) << boost::json::serialize(mail.at("headers")).c_str();
    EXPECT_THAT(sink.raw(mail), HasSubstr("Content-Transfer-Encoding: quoted-printable"));
}

TEST_F(Smtp, EveryLineIsShortEnoughAndEndsInCrlf) {
    settings.help_phone = std::string(3000, '1');
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    const auto raw = sink.raw(sink.messages().at(0));
    std::size_t from = 0;
    for (auto end = raw.find('\n'); end != std::string::npos; from = end + 1, end = raw.find('\n', from)) {
        EXPECT_LE(end - from, 998U);
        EXPECT_EQ(raw.at(end - 1), '\r');
    }
    EXPECT_THAT(std::string(sink.messages().at(0).at("text").as_string()), HasSubstr(settings.help_phone));
}

TEST_F(Smtp, ALineWithOneDotDoesNotEndTheMessage) {
    settings.help_phone = "1";
    settings.help_hours = std::string(80, 'x') + " . " + std::string(80, 'y');
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    const std::string text{sink.messages().at(0).at("text").as_string()};
    EXPECT_THAT(text, HasSubstr("x\n.\ny"));
    EXPECT_THAT(text, HasSubstr("This mailbox is not read."));
}

TEST_F(Smtp, TheTenantsOwnSenderIsUsed) {
    settings.mail_from = "help@fabrikam.example";
    settings.mail_from_name = "Zoë, Fabrikam \"IT\"";
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    const auto mail = sink.messages().at(0);
    EXPECT_EQ(mail.at("from").as_string(), "help@fabrikam.example");
    EXPECT_THAT(header(mail, "From").at(0), HasSubstr("Zoë, Fabrikam"));
    EXPECT_THAT(header(mail, "From").at(0), HasSubstr("<help@fabrikam.example>"));
    EXPECT_THAT(header(mail, "Message-ID").at(0), HasSubstr("@fabrikam.example>"));
}

TEST_F(Smtp, NoHeaderOrRecipientCanBeInjected) {
    settings.mail_from_name = "Contoso\r\nBcc: thief@evil.example";
    EXPECT_EQ(send("jan@contoso.example").error().code, ErrorCode::Refused);
    settings.mail_from_name = "%0d%0aBcc: x =?utf-8?q?=0d=0aBcc:_x?=";
    for (const auto* const hostile :
         {"jan@contoso.example\r\nRCPT TO:<thief@evil.example>", "jan@contoso.example> <thief@evil.example",
          "a@b.example,thief@evil.example", "\"a b\"@contoso.example", "jan@contoso.example\n", "<jan@contoso.example>"}) {
        const auto result = send(hostile);
        if (!result) EXPECT_EQ(result.error().code, ErrorCode::Refused) << hostile;
    }
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    for (const auto& mail : sink.messages()) {
        EXPECT_EQ(mail.at("to").as_array(), (boost::json::array{"jan@contoso.example"}));
        EXPECT_THAT(header(mail, "Bcc"), ElementsAre());
        EXPECT_EQ(mail.at("headers").as_array().size(), 10U);
        EXPECT_THAT(header(mail, "From").at(0), HasSubstr("=?utf-8?q?=0d=0aBcc:_x?="));
    }
}

TEST_F(Smtp, FailureReportsGoWhereTheOperatorWantsThem) {
    auto options = options_for(sink);
    options.bounces = "bounces@contoso.example";
    ASSERT_TRUE(send_with(std::move(options)).has_value());
    EXPECT_EQ(sink.messages().at(0).at("from").as_string(), "bounces@contoso.example");
    EXPECT_THAT(header(sink.messages().at(0), "From"), ElementsAre("Contoso <no-reply@contoso.example>"));
}

TEST_F(Smtp, AnAddressBeyondAsciiIsSentAsSuch) {
    ASSERT_TRUE(send("jürgen@bücher.example").has_value());
    const auto mail = sink.messages().at(0);
    EXPECT_EQ(mail.at("to").as_array(), (boost::json::array{"jürgen@xn--bcher-kva.example"}));
    EXPECT_THAT(mail.at("options").as_array(), ::testing::Contains(boost::json::value("SMTPUTF8")));
    EXPECT_THAT(sink.raw(mail), HasSubstr("To: <jürgen@xn--bcher-kva.example>\r\n"));
    ASSERT_TRUE(send("jan@contoso.example").has_value());
    EXPECT_THAT(sink.messages().at(1).at("options").as_array(), Not(::testing::Contains(boost::json::value("SMTPUTF8"))));
}

TEST_F(Smtp, WhatTheServerSaidDecidesWhetherItMayHaveTheMail) {
    const auto verdict = [&](const char* to) {
        return channel.ask({to, "text", "id", {"subject", "<p>text</p>", {}, {}, "Contoso"}}).judgement.verdict;
    };
    EXPECT_EQ(verdict("jan@contoso.example"), Verdict::Accepted);
    EXPECT_EQ(verdict("refuse@contoso.example"), Verdict::Refused);
    EXPECT_EQ(verdict("defer@contoso.example"), Verdict::Deferred);
    EXPECT_EQ(verdict("drop@contoso.example"), Verdict::Unsure);
    auto closed = options_for(sink);
    closed.password = Secret{std::string_view{"wrong"}};
    SmtpChannel other{std::move(closed), kClock};
    EXPECT_EQ(other.ask({"jan@contoso.example", "text", "id", {}}).judgement.verdict, Verdict::Trouble);
}

TEST_F(Smtp, AnOperatorWhoTriesItSeesTheConversationWithoutThePassword) {
    const auto attempt = channel.ask({"refuse@contoso.example", "text", "id", {"subject", "<p>text</p>", {}, {}, "Contoso"}, true});
    EXPECT_THAT(attempt.request, HasSubstr("STARTTLS, AUTH PLAIN or LOGIN as rekey\nMAIL FROM:<no-reply@contoso.example>"));
    EXPECT_THAT(attempt.answer, HasSubstr("550 5.1.1 <refuse@contoso.example>: no such mailbox here"));
    EXPECT_THAT(attempt.request + attempt.answer, Not(HasSubstr(SmtpSink::kPassword)));
}

TEST_F(Smtp, AConnectionIsUsedAgain) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(send("jan@contoso.example").has_value());
    EXPECT_EQ(sink.messages().size(), 5U);
    EXPECT_EQ(sink.events("authenticated").size(), 1U);
}

TEST_F(Smtp, ThreadsSendAtTheSameTimeOverConnectionsOfTheirOwn) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 5; ++i) EXPECT_TRUE(send("jan@contoso.example").has_value());
        });
    }
    threads.clear();
    EXPECT_EQ(sink.messages().size(), 20U);
    EXPECT_LE(sink.events("authenticated").size(), 4U);
}

TEST_F(Smtp, AFinalRefusalOfTheMessageIsRefused) {
    const auto result = send("refuse@contoso.example");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::Refused);
    EXPECT_THAT(result.error().detail, HasSubstr("550"));
    EXPECT_THAT(result.error().detail, Not(HasSubstr("contoso"))) << "the server's words may repeat addresses";
    EXPECT_TRUE(send("jan@contoso.example").has_value()) << "the next message is not held up";
}

TEST_F(Smtp, ADeferralMayBeTriedAgain) {
    EXPECT_EQ(send("defer@contoso.example").error().code, ErrorCode::Unreachable);
    EXPECT_EQ(send("greylist@contoso.example").error().code, ErrorCode::Unreachable);
    EXPECT_TRUE(send("greylist@contoso.example").has_value());
}

TEST_F(Smtp, AConnectionLostInTheMiddleMayBeTriedAgain) {
    EXPECT_EQ(send("drop@contoso.example").error().code, ErrorCode::Unreachable);
    EXPECT_TRUE(send("jan@contoso.example").has_value());
    EXPECT_EQ(sink.messages().size(), 1U);
}

TEST_F(Smtp, ACertificateOfAnotherAuthorityIsNotTrusted) {
    auto options = options_for(sink);
    options.ca_file = sink.other_ca_file();
    EXPECT_EQ(send_with(std::move(options)).error().code, ErrorCode::Unreachable);
    EXPECT_TRUE(sink.events("authenticated").empty()) << "the password must not have been said";
}

TEST_F(Smtp, TheSystemsAuthoritiesDoNotVouchForATestServer) {
    auto options = options_for(sink);
    options.ca_file.clear();
    EXPECT_FALSE(send_with(std::move(options)).has_value());
    EXPECT_TRUE(sink.messages().empty());
}

TEST_F(Smtp, ACertificateForAnotherNameIsNotTrusted) {
    auto options = options_for(sink);
    options.host = "127.0.0.2";  // answers on the loopback network, but is not in the certificate
    EXPECT_FALSE(send_with(std::move(options)).has_value());
    EXPECT_TRUE(sink.messages().empty());
}

TEST_F(Smtp, AWrongPasswordIsTheOperatorsToMend) {
    auto options = options_for(sink);
    options.password = Secret{std::string_view{"wrong"}};
    const auto result = send_with(std::move(options));
    EXPECT_EQ(result.error().code, ErrorCode::Unreachable) << "messages wait until it is put right";
    EXPECT_THAT(result.error().detail, HasSubstr("535"));
    EXPECT_THAT(result.error().detail, Not(HasSubstr("wrong")));
    EXPECT_TRUE(sink.messages().empty());
}

TEST_F(Smtp, WithoutAuthAServerThatDemandsItIsTheOperatorsToMend) {
    auto options = options_for(sink);
    options.user.clear();
    const auto result = send_with(std::move(options));
    EXPECT_EQ(result.error().code, ErrorCode::Unreachable);
    EXPECT_THAT(result.error().detail, HasSubstr("530"));
}

TEST_F(Smtp, ASlowServerMeetsTheDeadline) {
    auto options = options_for(sink);
    options.timeout = Duration{1000};
    SmtpChannel hurried{std::move(options), kClock};
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(hurried.send(code_for("slow@contoso.example"), contoso(settings)).outcome.error().code, ErrorCode::Unreachable);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{2900});
}

TEST_F(Smtp, TheProbeTellsWhetherMailCouldBeSent) {
    EXPECT_TRUE(channel.probe().has_value());
    EXPECT_EQ(sink.events("authenticated").size(), 1U);
    EXPECT_TRUE(sink.messages().empty());
    auto wrong = options_for(sink);
    wrong.password = Secret{std::string_view{"wrong"}};
    EXPECT_FALSE((SmtpChannel{std::move(wrong), kClock}.probe().has_value()));
}

TEST(SmtpWithoutStartTls, IsNotUsedWhenTlsWasAskedFor) {
    const SmtpSink sink{{"--tls", "none", "--no-auth"}};
    const tenant::Settings settings;
    SmtpChannel channel{options_for(sink), kClock};
    EXPECT_EQ(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.error().code, ErrorCode::Unreachable);
    EXPECT_TRUE(sink.messages().empty());
}

TEST(SmtpInClearText, IsPossibleWhenAskedFor) {
    const SmtpSink sink{{"--tls", "none", "--no-auth"}};
    const tenant::Settings settings;
    auto options = options_for(sink);
    options.tls = SmtpTls::None;
    options.user.clear();
    SmtpChannel channel{std::move(options), kClock};
    EXPECT_TRUE(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.has_value());
    EXPECT_EQ(sink.messages().size(), 1U);
}

TEST(SmtpConnection, IsOpenedAgainWhenTheServerClosedIt) {
    const tenant::Settings settings;
    auto first = std::make_unique<SmtpSink>(std::vector<std::string>{"--tls", "none", "--no-auth"});
    const auto port = std::to_string(first->port());
    auto options = options_for(*first);
    options.tls = SmtpTls::None;
    options.user.clear();
    SmtpChannel channel{std::move(options), kClock};
    ASSERT_TRUE(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.has_value());
    first.reset();
    EXPECT_FALSE(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.has_value());
    const SmtpSink second{{"--tls", "none", "--no-auth", "--port", port}};
    EXPECT_TRUE(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.has_value());
    EXPECT_EQ(second.messages().size(), 1U);
}

TEST(SmtpOverTls, SpeaksTlsFromTheFirstByte) {
    const SmtpSink sink{{"--tls", "tls"}};
    const tenant::Settings settings;
    auto options = options_for(sink);
    options.tls = SmtpTls::Tls;
    SmtpChannel channel{std::move(options), kClock};
    ASSERT_TRUE(channel.send(code_for("jan@contoso.example"), contoso(settings)).outcome.has_value());
    EXPECT_EQ(sink.messages().size(), 1U);
}

TEST(SmtpUnreachable, WhenNobodyListens) {
    std::uint16_t port = 0;
    {
        const SmtpSink gone{{"--tls", "none"}};
        port = gone.port();
    }
    SmtpOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    options.tls = SmtpTls::None;
    options.from = "no-reply@contoso.example";
    SmtpChannel channel{std::move(options), kClock};
    EXPECT_EQ(channel.send(code_for("jan@contoso.example"), {"Contoso", "", nullptr}).outcome.error().code, ErrorCode::Unreachable);
}

TEST(SmtpUnreachable, WhenTheServerAcceptsAndSaysNothing) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 8), 0);
    ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);

    SmtpOptions options;
    options.host = "127.0.0.1";
    options.port = ntohs(address.sin_port);
    options.tls = SmtpTls::None;
    options.from = "no-reply@contoso.example";
    options.connect_timeout = Duration{500};
    options.timeout = Duration{1000};
    SmtpChannel channel{std::move(options), kClock};
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(channel.send(code_for("jan@contoso.example"), {"Contoso", "", nullptr}).outcome.error().code, ErrorCode::Unreachable);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
    close(listener);
}

}  // namespace
}  // namespace rekey::delivery
