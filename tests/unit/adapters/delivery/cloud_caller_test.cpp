// Calls by a cloud provider: what it is asked, what it is told to say, and what keys mean.
#include "adapters/delivery/cloud_caller.hpp"

#include <gmock/gmock.h>

#include "adapters/delivery/spoken.hpp"
#include "adapters/delivery/twiml.hpp"

namespace rekey::delivery {
namespace {

using message::Keyed;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8"?><Response>)";
const std::string kAction = "https://reset.contoso.example/api/v1/receipts/cloud/AbC-_1/keys";

call::Request request(std::string number = "47") {
    Text text{"+31612345678", "This is Contoso.", "id"};
    text.call = {"en-US", std::move(number), true};
    return request_of(text);
}

Keyed keyed(std::string_view keys, std::string number = "47") { return twiml_turn(request(std::move(number)), kAction, keys, 0).keyed; }

TEST(CloudCall, AsksForACallInThePublishedFields) {
    config::VoiceProvider provider;
    provider.kind = config::VoiceKind::Twilio;
    provider.ring_seconds = 25;
    GatewayValues values{"+31612345678", "+15005550006", "<Response/>", "id", "AC0123", "secret", "QUMwMTIz"};
    values.receipt_url = "https://reset.contoso.example/api/v1/receipts/cloud/AbC";
    const auto asked = make_request(template_of(provider), values);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->method, HttpRequest::Method::Post);
    EXPECT_EQ(asked->url, "https://api.twilio.com/2010-04-01/Accounts/AC0123/Calls.json");
    EXPECT_THAT(asked->headers, testing::Contains("Authorization: Basic QUMwMTIz"));
    EXPECT_EQ(asked->body,
              "To=%2B31612345678&From=%2B15005550006&Twiml=%3CResponse%2F%3E&Timeout=25&TimeLimit=120&StatusCallback=https%3A%2F%2F"
              "reset.contoso.example%2Fapi%2Fv1%2Freceipts%2Fcloud%2FAbC&StatusCallbackEvent=completed");
}

TEST(CloudCall, ACodeIsSaidAndOneKeyWaitedFor) {
    EXPECT_EQ(twiml_opening(request(""), kAction),
              std::string(kHead) + R"(<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="6" action=")" + kAction +
                  R"("><Say language="en-GB">This is Contoso.</Say></Gather><Hangup/></Response>)");
}

TEST(CloudCall, ForANumberThereIsTimeAndHashEndsIt) {
    const auto wait = R"(<Gather input="dtmf" finishOnKey="#" timeout="5" action=")" + kAction + R"(">)";
    EXPECT_EQ(twiml_opening(request(), kAction), std::string(kHead) + wait + R"(<Say language="en-GB">This is Contoso.</Say></Gather>)" +
                                                     wait + "</Gather>" + wait + "</Gather><Hangup/></Response>");
}

TEST(CloudCall, WhereNobodyAwaitsKeysItIsOnlySaid) {
    EXPECT_EQ(twiml_opening(request(), ""), std::string(kHead) + R"(<Say language="en-GB">This is Contoso.</Say><Hangup/></Response>)");
}

TEST(CloudCall, NothingInATextEndsItsPlace) {
    auto hostile = request();
    hostile.text = "A]]> & <Dial>+1900</Dial> \"'\x01\n<!--";
    const auto said = twiml_opening(hostile, kAction + "?a=1&b=\"><Dial>");
    EXPECT_THAT(said, HasSubstr("A]]&gt; &amp; &lt;Dial&gt;+1900&lt;/Dial&gt; &quot;&apos;  &lt;!--"));
    EXPECT_THAT(said, HasSubstr("?a=1&amp;b=&quot;&gt;&lt;Dial&gt;\">"));
    EXPECT_THAT(said, Not(HasSubstr("<Dial")));
}

TEST(CloudCall, TheVoiceSpeaksTheTextsLanguage) {
    for (const auto& [language, voice] : {std::pair("nl-BE", "nl-NL"), std::pair("en", "en-GB"), std::pair("fi", "en-GB")}) {
        Text text{"+31612345678", "x", "id"};
        text.call = {language, {}, true};
        EXPECT_THAT(twiml_opening(request_of(text), kAction), HasSubstr("<Say language=\"" + std::string(voice) + "\">"));
    }
}

TEST(CloudCall, WhatKeysMean) {
    EXPECT_EQ(keyed("47"), Keyed::Confirmed);
    EXPECT_EQ(keyed("9"), Keyed::Denied);
    EXPECT_EQ(keyed("9", ""), Keyed::Denied);
    for (const auto* nothing : {"", "1", "48", "4", "474", "0", "**", "abc", "1234567890123456789012345678901234567890"})
        EXPECT_EQ(keyed(nothing), Keyed::Nothing) << nothing;
    EXPECT_EQ(keyed("47", ""), Keyed::Nothing);
}

TEST(CloudCall, WhatIsSaidNext) {
    const auto next = [](std::string_view keys, int wrong) { return twiml_turn(request(), kAction, keys, wrong).markup; };
    EXPECT_EQ(next("1", 0), twiml_opening(request(), kAction)) << "again";
    EXPECT_THAT(next("1", 2), HasSubstr("This is Contoso.")) << "and its wrong numbers still count";
    EXPECT_THAT(next("1", 2), HasSubstr("/keys?wrong=2\""));
    EXPECT_THAT(next("47", 2), HasSubstr("Thank you. Go on at your screen"));
    EXPECT_THAT(next("47", 2), Not(HasSubstr("Gather")));
    EXPECT_THAT(next("9", 0), HasSubstr("Nothing is changed"));
    EXPECT_THAT(next("9", 0), Not(HasSubstr("Gather")));
    EXPECT_THAT(next("48", 0), HasSubstr("/keys?wrong=1\""));
    EXPECT_THAT(next("48", 0), HasSubstr("not the number"));
    EXPECT_THAT(next("48", 1), HasSubstr("/keys?wrong=2\""));
    EXPECT_THAT(next("48", 2), HasSubstr("not the number"));
    EXPECT_THAT(next("48", 2), Not(HasSubstr("Gather"))) << "the third";
}

TEST(CloudCall, AfterThreeWrongNumbersTheRightOneIsTooLate) {
    EXPECT_EQ(twiml_turn(request(), kAction, "47", 3).keyed, Keyed::Nothing);
    EXPECT_THAT(twiml_turn(request(), kAction, "1", 9).markup, Not(HasSubstr("Gather")));
}

}  // namespace
}  // namespace rekey::delivery
