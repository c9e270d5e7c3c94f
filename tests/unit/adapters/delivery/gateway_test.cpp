// What is asked of a gateway and how its answers are read: the presets against the field lists their owners publish.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "adapters/delivery/gateway_answer.hpp"
#include "adapters/delivery/gateway_request.hpp"
#include "config/placeholders.hpp"

namespace rekey::delivery {
namespace {

using config::SmsPreset;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

GatewayValues values() {
    return {"+31612345678",         "Contoso", "Code 48 & 29?\n@id.example #482913", "01-id", "AC12", "s3cr&t", "QUMxMjpzM2NyJnQ=",
            message::Alphabet::Gsm7};
}

config::SmsProvider provider(SmsPreset preset) {
    config::SmsProvider out;
    out.preset = preset;
    if (preset == SmsPreset::Kannel) out.url = "http://127.0.0.1:13013/cgi-bin/sendsms";
    return out;
}

HttpRequest request(const config::SmsProvider& from, const GatewayValues& with = values()) {
    const auto made = make_request(template_of(from), with);
    EXPECT_TRUE(made);
    return made.value_or(HttpRequest{});
}

constexpr std::string_view kText = "Code%2048%20%26%2029%3F%0A%40id.example%20%23482913";

TEST(GatewayRequest, TwilioGetsAFormWithBasicAuthentication) {
    const auto made = request(provider(SmsPreset::Twilio));
    EXPECT_EQ(made.method, HttpRequest::Method::Post);
    EXPECT_EQ(made.url, "https://api.twilio.com/2010-04-01/Accounts/AC12/Messages.json");
    EXPECT_THAT(made.headers, Contains("Authorization: Basic QUMxMjpzM2NyJnQ="));
    EXPECT_EQ(made.content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(made.body, "To=%2B31612345678&From=Contoso&Body=" + std::string(kText));
}

TEST(GatewayRequest, VonageGetsAFormWithKeyAndSecret) {
    const auto made = request(provider(SmsPreset::Vonage));
    EXPECT_EQ(made.url, "https://rest.nexmo.com/sms/json");
    EXPECT_EQ(made.body,
              "api_key=AC12&api_secret=s3cr%26t&to=31612345678&from=Contoso&text=" + std::string(kText) + "&type=text&client-ref=01-id");
    auto other = values();
    other.alphabet = message::Alphabet::Ucs2;
    other.from = "+3197010000000";
    EXPECT_THAT(request(provider(SmsPreset::Vonage), other).body, HasSubstr("from=3197010000000&"));
    EXPECT_THAT(request(provider(SmsPreset::Vonage), other).body, HasSubstr("&type=unicode&"));
}

TEST(GatewayRequest, MessageBirdGetsJsonWithAnAccessKey) {
    const auto made = request(provider(SmsPreset::MessageBird));
    EXPECT_EQ(made.url, "https://rest.messagebird.com/messages");
    EXPECT_THAT(made.headers, Contains("Authorization: AccessKey s3cr&t"));
    EXPECT_EQ(made.content_type, "application/json");
    const auto body = boost::json::parse(made.body);
    EXPECT_EQ(body.at("recipients").as_array(), boost::json::array({"31612345678"}));
    EXPECT_EQ(body.at("originator").as_string(), "Contoso");
    EXPECT_EQ(body.at("body").as_string(), values().text);
    EXPECT_EQ(body.at("datacoding").as_string(), "plain");
}

TEST(GatewayRequest, KannelGetsAQuery) {
    const auto made = request(provider(SmsPreset::Kannel));
    EXPECT_EQ(made.method, HttpRequest::Method::Get);
    EXPECT_EQ(made.url, "http://127.0.0.1:13013/cgi-bin/sendsms?username=AC12&password=s3cr%26t&from=Contoso&to=%2B31612345678&text=" +
                            std::string(kText) + "&charset=UTF-8&coding=0");
    EXPECT_THAT(made.body, IsEmpty());
}

TEST(GatewayRequest, NoValueEndsItsPlace) {
    auto hostile = values();
    hostile.user = "../../x?y#z";
    hostile.text = R"({"to": "+1900"}&To=+1900"}, {text} {secret})";
    auto custom = provider(SmsPreset::Custom);
    custom.url = "https://sms.example/{user}/send";
    custom.query = {"t={text}"};
    custom.json = R"({"a": ["{text}"], "literal": "{ }"})";
    const auto made = request(custom, hostile);
    EXPECT_EQ(made.url.substr(0, made.url.find('?')), "https://sms.example/..%2F..%2Fx%3Fy%23z/send");
    EXPECT_THAT(made.url, Not(HasSubstr("To=")));
    EXPECT_EQ(boost::json::parse(made.body), boost::json::value({{"a", boost::json::array({hostile.text})}, {"literal", "{ }"}}));
}

TEST(GatewayRequest, NoHeaderBeginsAnother) {
    auto custom = provider(SmsPreset::Custom);
    custom.url = "https://sms.example/";
    custom.headers = {"X-Text: {text}"};
    auto with = values();
    EXPECT_FALSE(make_request(template_of(custom), with)) << "the text has two lines";
    with.text = "one line";
    EXPECT_TRUE(make_request(template_of(custom), with));
    with.text = "one\rX-Other: two";
    EXPECT_FALSE(make_request(template_of(custom), with));
}

TEST(GatewayRequest, KnowsEveryPlaceholderThatTheConfigurationAllows) {
    auto custom = provider(SmsPreset::Custom);
    custom.url = "https://sms.example/";
    for (const auto name : config::kPlaceholders) {
        custom.query = {"v={" + std::string(name) + "}"};
        EXPECT_NO_THROW(request(custom)) << name;
    }
}

TEST(GatewayTemplate, WhatTheOperatorWritesTakesThePlaceOfThePresets) {
    auto twilio = provider(SmsPreset::Twilio);
    twilio.form = {"To={to}", "MessagingServiceSid=MG1", "Body={text}"};
    const auto made = request(twilio);
    EXPECT_THAT(made.body, HasSubstr("MessagingServiceSid=MG1"));
    EXPECT_THAT(made.body, Not(HasSubstr("From=")));
    EXPECT_THAT(made.headers, Contains(HasSubstr("Basic")));
}

// ---- answers ----

HttpAnswer answer(long status, std::string body, std::string failure = {}) {
    return {true, status, std::move(body), std::move(failure), {}};
}
Judgement judged(SmsPreset preset, const HttpAnswer& from) { return judge(template_of(provider(preset)), from); }

TEST(GatewayAnswer, SuccessIsWhatThePresetSaysIt) {
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(201, R"({"sid":"SM01","status":"queued","error_code":null})")).id, "SM01");
    EXPECT_EQ(
        judged(SmsPreset::Vonage, answer(200, R"({"message-count":"1","messages":[{"to":"3161","message-id":"0A00","status":"0"}]})")).id,
        "0A00");
    EXPECT_EQ(judged(SmsPreset::MessageBird, answer(201, R"({"id":"e8077d","recipients":{"totalCount":1}})")).id, "e8077d");
    EXPECT_EQ(judged(SmsPreset::Kannel, answer(202, "0: Accepted for delivery")).verdict, Verdict::Accepted);
}

TEST(GatewayAnswer, TellsTheMessagesFaultFromTheProviders) {
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(400, R"({"code":21211,"message":"…","status":400})")).verdict, Verdict::Refused);
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(401, R"({"code":20003})")).verdict, Verdict::Trouble);
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(429, R"({"code":20429})")).verdict, Verdict::Trouble);
    const auto vonage = [](const char* status) {
        return judged(SmsPreset::Vonage, answer(200, R"({"messages":[{"status":")" + std::string(status) + R"(","error-text":"…"}]})"))
            .verdict;
    };
    for (const auto* const account : {"1", "4", "5", "8", "9"}) EXPECT_EQ(vonage(account), Verdict::Trouble) << account;
    for (const auto* const message : {"3", "6", "7", "12", "33"}) EXPECT_EQ(vonage(message), Verdict::Refused) << message;
    EXPECT_EQ(judged(SmsPreset::MessageBird, answer(422, R"({"errors":[{"code":9,"description":"…"}]})")).verdict, Verdict::Refused);
    EXPECT_EQ(judged(SmsPreset::MessageBird, answer(422, R"({"errors":[{"code":25}]})")).verdict, Verdict::Trouble);
    EXPECT_EQ(judged(SmsPreset::Kannel, answer(403, "Authorization failed for sendsms")).verdict, Verdict::Trouble);
    EXPECT_EQ(judged(SmsPreset::Kannel, answer(400, "Missing receiver number, rejected")).verdict, Verdict::Refused);
    EXPECT_EQ(judged(SmsPreset::Kannel, answer(503, "Temporal failure, try again later.")).verdict, Verdict::Trouble);
}

TEST(GatewayAnswer, WhatWasNotAgreedIsNotBelieved) {
    for (const auto& body : {"", "<html>Welcome to the hotel</html>", "[]", "null", R"({"sid":null})", R"({"sid":""})",
                             R"({"sid":{"a":1}})", R"({"sid":"two\nlines"})", R"({"sid")"}) {
        EXPECT_EQ(judged(SmsPreset::Twilio, answer(201, body)).verdict, Verdict::Unsure) << body;
    }
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(201, R"({"sid":")" + std::string(129, 'x') + R"("})")).verdict, Verdict::Unsure);
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(200, R"({"sid":"SM1"})")).verdict, Verdict::Unsure) << "not the agreed status";
    EXPECT_EQ(judged(SmsPreset::Vonage, answer(200, R"({"messages":[]})")).verdict, Verdict::Unsure);
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(201, std::string(10'000, '['))).verdict, Verdict::Unsure);
}

TEST(GatewayAnswer, ARequestThatLeftMayHaveBeenTaken) {
    EXPECT_EQ(judged(SmsPreset::Kannel, {false, 0, {}, "Couldn't connect to server", {}}).verdict, Verdict::Trouble);
    EXPECT_EQ(judged(SmsPreset::Kannel, {true, 0, {}, "Timeout was reached", {}}).verdict, Verdict::Unsure);
    EXPECT_EQ(judged(SmsPreset::Kannel, answer(202, "0: Acc", "Timeout was reached")).verdict, Verdict::Unsure);
    for (const long status : {500L, 502L, 504L, 303L, 101L})
        EXPECT_EQ(judged(SmsPreset::Kannel, answer(status, "")).verdict, Verdict::Unsure) << status;
    for (const long status : {301L, 302L, 307L, 404L, 503L})
        EXPECT_EQ(judged(SmsPreset::Kannel, answer(status, "")).verdict, Verdict::Trouble) << status;
}

TEST(GatewayAnswer, RepeatsNothingOfTheAnswerButACode) {
    EXPECT_EQ(judged(SmsPreset::Twilio, answer(400, R"({"code":21211,"message":"+31612345678 is not valid"})")).why,
              "status 400, code 21211");
    for (const auto& code : {R"("+31612345678")", R"("482913")", R"("a code: 48")", R"("x\ny")"}) {
        EXPECT_EQ(judged(SmsPreset::Twilio, answer(400, R"({"code":)" + std::string(code) + "}")).why, "status 400") << code;
    }
}

}  // namespace
}  // namespace rekey::delivery
