// Receipts of SMS gateways: whose signature is believed, against vectors that their owners publish, and what is read from them.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <map>

#include "adapters/delivery/gateway_receipts.hpp"
#include "adapters/delivery/receipt_signature.hpp"

namespace rekey::delivery {
namespace {

using config::Receipts;
using config::SmsPreset;
using message::Fate;
using testing::HasSubstr;
using testing::Not;
using Fields = ports::ReceiptCall::Fields;

constexpr std::string_view kUrl = "https://reset.contoso.example/api/v1/receipts/twilio/AbC-_1";

ports::ReceiptCall call(std::string url, Fields form = {}, std::map<std::string, std::string, std::less<>> headers = {}) {
    ports::ReceiptCall call;
    call.url = std::move(url);
    call.form = std::move(form);
    call.header = [headers = std::move(headers)](std::string_view name) {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string{} : found->second;
    };
    call.at = from_millis(1'800'000'000'000);
    return call;
}

std::string why(Signature signature, const ports::ReceiptCall& call, std::string_view secret) {
    const auto good = check_signature(signature, call, Secret{secret});
    return good ? "good" : good.error().detail;
}

// The example of https://www.twilio.com/docs/usage/security#validating-requests and of Twilio's own libraries.
TEST(ReceiptSignature, TwiliosPublishedExample) {
    const Fields form{
        {"Digits", "1234"}, {"To", "+18005551212"}, {"From", "+14158675309"}, {"Caller", "+14158675309"}, {"CallSid", "CA1234567890ABCDE"}};
    const auto signed_call = [&](std::string url, Fields fields, std::string signature) {
        return call(std::move(url), std::move(fields), {{"x-twilio-signature", std::move(signature)}});
    };
    const std::string url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const std::string good = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    EXPECT_EQ(why(Signature::Twilio, signed_call(url, form, good), "12345"), "good");
    auto altered = form;
    altered[0].second = "1235";
    EXPECT_THAT(why(Signature::Twilio, signed_call(url, altered, good), "12345"), HasSubstr("wrong"));
    EXPECT_THAT(why(Signature::Twilio, signed_call(url + "3", form, good), "12345"), HasSubstr("wrong"));
    EXPECT_THAT(why(Signature::Twilio, signed_call(url, form, good), "12346"), HasSubstr("wrong"));
    EXPECT_THAT(why(Signature::Twilio, signed_call(url, form, good + "="), "12345"), HasSubstr("wrong"));
    EXPECT_THAT(why(Signature::Twilio, call(url, form), "12345"), HasSubstr("missing"));
}

// The example of Vonage's Python library (test_signature_sha256).
TEST(ReceiptSignature, VonagesPublishedExample) {
    const std::string good = "a321e824b9b816be7c3f28859a31749a098713d39f613c80d455bbaffae1cd24";
    const auto with = [](Fields query) {
        auto made = call("https://reset.contoso.example/");
        made.query = std::move(query);
        return made;
    };
    EXPECT_EQ(why(Signature::Vonage, with({{"b", "2"}, {"a", "1"}, {"timestamp", "1461605396"}, {"sig", good}}), "secret"), "good");
    EXPECT_THAT(why(Signature::Vonage, with({{"b", "3"}, {"a", "1"}, {"timestamp", "1461605396"}, {"sig", good}}), "secret"),
                HasSubstr("wrong"));
    EXPECT_THAT(why(Signature::Vonage, with({{"b", "2"}, {"a", "1"}, {"timestamp", "1461605396"}}), "secret"), HasSubstr("missing"));
    EXPECT_THAT(why(Signature::Vonage, with({{"a", "1"}, {"sig", "zz"}}), "secret"), HasSubstr("wrong"));
    // Python: hmac.new(b"s3cr&t", b"&client-ref=a_b_c&err-code=0&messageId=0B01&status=delivered&timestamp=1800000000", "sha256")
    const Fields form{{"client-ref", "a&b=c"},     {"err-code", "0"},
                      {"messageId", "0B01"},       {"status", "delivered"},
                      {"timestamp", "1800000000"}, {"sig", "223E9EE9B7E0ADD3B1262CB0A5CE663DCD380635832D22A2E892AB4A034408C7"}};
    EXPECT_EQ(why(Signature::Vonage, call("https://reset.contoso.example/", form), "s3cr&t"), "good");
}

// Of the reference data that MessageBird publishes with its libraries (webhook-signature-jwt-reference.json).
class MessageBirdReference : public testing::Test {
protected:
    static constexpr std::string_view kSecret = "36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb";
    static constexpr std::string_view kHead = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";
    static constexpr std::string_view kPlain =
        "eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ3OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiJjOTQ2YWY3Ny1lMTgyLTRlYWEtYjJmZi0xYTU0NWI1ZTk5MWEi"
        "LCJ1cmxfaGFzaCI6IjQxZjA1ZjBkZGQwYTIyYWIyMDlhYzQ2ZjQ3YzQ1NzJkOWNlZmEyNTdlZDc0YjI0MDA0YmFlNzUzZWNlNmMyNjAifQ."
        "huo2ou6JDoDc7sV25d75UMWeYhBeavQlLsqIibSZuac";
    static constexpr std::string_view kWithPayload =
        "eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ3OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiI5M2U1NTAwNi1hMGU4LTQ1MjYtYTE5MC1mYTVmZjAwZWExMTYi"
        "LCJ1cmxfaGFzaCI6IjQxZjA1ZjBkZGQwYTIyYWIyMDlhYzQ2ZjQ3YzQ1NzJkOWNlZmEyNTdlZDc0YjI0MDA0YmFlNzUzZWNlNmMyNjAiLCJwYXlsb2FkX2hhc2giOiJkZmZk"
        "NjAyMWJiMmJkNWIwYWY2NzYyOTA4MDllYzNhNTMxOTFkZDgxYzdmNzBhNGIyODY4OGEzNjIxODI5ODZmIn0._H--TOuYFLpeEH39-rg5E3IHVkjHozBcaKVWPRC5m9I";
    static constexpr std::string_view kFuture =
        "eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ4MjgwMCwiZXhwIjoxNjI1NDgyODYwLCJqdGkiOiJmOWY4YzM4Mi0yNDQ5LTQzMTEtYjcyYi0xZGY3MTY4NzkzMWUi"
        "LCJ1cmxfaGFzaCI6IjBmMTE1ZGIwNjJiN2MwZGQwMzBiMTY4NzhjOTlkZWE1YzM1NGI0OWRjMzdiMzhlYjg4NDYxNzljNzc4M2U5ZDcifQ."
        "ZELgDFNGhjZH9CffQKcq3sytBe2I0KciLxpBhcfstHQ";
    static constexpr std::string_view kPast =
        "eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ3NTYwMCwiZXhwIjoxNjI1NDc1NjYwLCJqdGkiOiI1ZjAyZjUyMi02MDMwLTQ2YzgtYjVhMy0wMTI0NjQ3OGQ4YmMi"
        "LCJ1cmxfaGFzaCI6IjBmMTE1ZGIwNjJiN2MwZGQwMzBiMTY4NzhjOTlkZWE1YzM1NGI0OWRjMzdiMzhlYjg4NDYxNzljNzc4M2U5ZDcifQ."
        "45MSST3B_2PsjNUeiuW54_vUQgVw4rBXrdWrOUEz3lM";

    static std::string said(std::string_view token, std::string_view url, std::string_view body = {}, std::string_view secret = kSecret) {
        auto made = call(std::string(url), {}, {{"messagebird-signature-jwt", std::string(token)}});
        made.body = body;
        made.at = from_millis(1'625'479'200'000);
        return why(Signature::MessageBird, made, secret);
    }
    static std::string token(std::string_view rest) { return std::string(kHead) + std::string(rest); }
    static constexpr std::string_view kPath = "https://example.com/path?bar=1&foo=2";
};

TEST_F(MessageBirdReference, WhatIsGood) {
    EXPECT_EQ(said(token(kPlain), kPath), "good");
    EXPECT_EQ(said(token(kWithPayload), kPath, "Hello, World!"), "good");
}

TEST_F(MessageBirdReference, WhatIsNot) {
    EXPECT_THAT(said(token(kFuture), "https://example.com/"), HasSubstr("not for now"));
    EXPECT_THAT(said(token(kPast), "https://example.com/"), HasSubstr("not for now"));
    EXPECT_THAT(said(token(kPlain), "https://example.com/path?foo=2&bar=1"), HasSubstr("another address"));
    EXPECT_THAT(said(token(kWithPayload), kPath, "Hello, world!"), HasSubstr("another body"));
    EXPECT_THAT(said(token(kWithPayload), kPath), HasSubstr("another body"));
    EXPECT_THAT(said(token(kPlain), kPath, "a body it does not speak of"), HasSubstr("another body"));
    EXPECT_THAT(said(token(kPlain), kPath, {}, "another secret"), HasSubstr("wrong"));
    EXPECT_THAT(said({}, kPath), HasSubstr("missing"));
    // {"alg":"none"}, with the signature left out and left standing.
    const std::string none = "eyJhbGciOiJub25lIn0.";
    EXPECT_THAT(said(none + std::string(kPlain), kPath), HasSubstr("wrong"));
    EXPECT_THAT(said(none + std::string(kPlain.substr(0, kPlain.rfind('.') + 1)), kPath), HasSubstr("wrong"));
    // Signed well, and named otherwise (Python: hmac.new(secret, head + "." + claims, "sha256")).
    EXPECT_THAT(said(none + std::string(kPlain.substr(0, kPlain.rfind('.') + 1)) + "kdlmjPydfSfUuX-C0E5KjMh-5c2yWsk1kMEnkQKfQA0", kPath),
                HasSubstr("wrong"));
    for (const auto* broken : {"..", ".", "a.b.c", "a.b.c.d", "eyJ9.eyJ9.", "\xff.\xff.\xff"})
        EXPECT_THAT(said(broken, kPath), HasSubstr("wrong")) << broken;
}

/// One gateway of each preset that calls, but for one that is asked.
GatewayReceipts receipts(Receipts how = Receipts::Callback) {
    std::vector<GatewayOptions> gateways;
    for (const auto& [name, preset] : {std::pair{"twilio", SmsPreset::Twilio}, std::pair{"kannel", SmsPreset::Kannel},
                                       std::pair{"house", SmsPreset::Custom}, std::pair{"vonage", SmsPreset::Vonage}}) {
        config::SmsProvider provider;
        provider.preset = preset;
        provider.receipts = how;
        if (preset == SmsPreset::Custom) {
            provider.receipt_field = "reports.0.state";
            provider.receipt_delivered = {"OK"};
            provider.receipt_undelivered = {"KO"};
        }
        GatewayOptions options;
        options.name = name;
        options.secret = Secret{"s3cr&t"};
        if (preset == SmsPreset::Vonage) options.receipt_secret = Secret{"another"};
        options.form = template_of(provider);
        gateways.push_back(std::move(options));
    }
    return GatewayReceipts{std::move(gateways)};
}

TEST(GatewayReceipts, ASignedReceiptOfTwilio) {
    // Python: base64(hmac.new(b"s3cr&t", (url + "ErrorCode30003MessageSidSM0123MessageStatusundeliveredTo+31612345678"), "sha1"))
    const auto made = call(std::string(kUrl),
                           {{"MessageSid", "SM0123"}, {"MessageStatus", "undelivered"}, {"ErrorCode", "30003"}, {"To", "+31612345678"}},
                           {{"x-twilio-signature", "gsDX0rAZ6S1JHcjwqUyvcSYGmro="}});
    const auto told = receipts().read("twilio", made);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->fate, Fate::Undelivered);
    EXPECT_EQ(told->reference, "SM0123");
    EXPECT_EQ(told->why, "undelivered, code 30003");
    EXPECT_EQ(receipts().read("vonage", made).error().code, ErrorCode::Refused);
    EXPECT_EQ(receipts().read("nobody", made).error().code, ErrorCode::NotFound);
}

TEST(GatewayReceipts, AReceiptOfKannelIsANumberInTheQuery) {
    const auto fate = [](std::string status) {
        auto made = call("https://reset.contoso.example/api/v1/receipts/kannel/A");
        made.query = {{"status", std::move(status)}};
        const auto told = receipts().read("kannel", made);
        return told ? std::string(message::name(told->fate)) : std::string(name(told.error().code));
    };
    EXPECT_EQ(fate("1"), "delivered");
    for (const auto* refused : {"2", "16", "34", "66"}) EXPECT_EQ(fate(refused), "undelivered") << refused;
    for (const auto* later : {"4", "8", "0", "-1", "%d"}) EXPECT_EQ(fate(later), "unknown") << later;
    for (const auto& bad : {std::string(), std::string(129, '1'), std::string("1\n")}) EXPECT_EQ(fate(bad), "invalid_input") << bad;
}

TEST(GatewayReceipts, OneOfTheOperatorsOwnInJson) {
    const auto read = [](std::string body) {
        auto made = call("https://reset.contoso.example/api/v1/receipts/house/A");
        made.body = std::move(body);
        return receipts().read("house", made);
    };
    EXPECT_EQ(read(R"({"reports": [{"state": "OK"}]})")->fate, Fate::Delivered);
    EXPECT_EQ(read(R"({"reports": [{"state": "KO"}]})")->fate, Fate::Undelivered);
    EXPECT_EQ(read(R"({"reports": [{"state": "+31612345678"}]})")->why, "a word of its own") << "nothing that could be a number";
    for (const auto* bad : {"", "{", "[]", R"({"reports": []})", R"({"reports": [{"state": ["OK"]}]})", R"({"reports": [{"state": ""}]})"})
        EXPECT_EQ(read(bad).error().code, ErrorCode::InvalidInput) << bad;
}

TEST(GatewayReceipts, OnlyWhoIsSetUpToCallsOrIsAsked) {
    EXPECT_TRUE(receipts().calls("kannel"));
    EXPECT_FALSE(receipts().asks());
    EXPECT_FALSE(receipts(Receipts::Poll).calls("kannel"));
    EXPECT_TRUE(receipts(Receipts::Poll).asks());
    EXPECT_EQ(receipts(Receipts::Poll).read("kannel", call("")).error().code, ErrorCode::NotFound);
    EXPECT_EQ(receipts().ask("twilio", "SM0123").error().code, ErrorCode::NotFound);
}

TEST(GatewayReceipts, WithoutAnAddressItsParameterIsLeftOut) {
    GatewayTemplate form;
    form.url = "https://sms.example/";
    form.query = {"a=1", "dlr={receipt_url}?state=%d", "b=2"};
    EXPECT_EQ(make_request(form, {})->url, "https://sms.example/?a=1&b=2");
}

HttpRequest request(SmsPreset preset, Receipts how) {
    config::SmsProvider provider;
    provider.preset = preset;
    provider.receipts = how;
    if (preset == SmsPreset::Kannel) provider.url = "http://127.0.0.1:13013/cgi-bin/sendsms";
    GatewayValues values;
    values.to = "+31612345678";
    values.receipt_url = kUrl;
    return make_request(template_of(provider), values).value();
}

TEST(GatewayReceipts, EveryPresetGivesTheAddressAway) {
    const std::string encoded = "https%3A%2F%2Freset.contoso.example%2Fapi%2Fv1%2Freceipts%2Ftwilio%2FAbC-_1";
    EXPECT_THAT(request(SmsPreset::Twilio, Receipts::Callback).body, HasSubstr("&StatusCallback=" + encoded));
    EXPECT_THAT(request(SmsPreset::Vonage, Receipts::Callback).body, HasSubstr("&callback=" + encoded));
    EXPECT_EQ(boost::json::parse(request(SmsPreset::MessageBird, Receipts::Callback).body).at("reportUrl").as_string(), kUrl);
    EXPECT_THAT(request(SmsPreset::Kannel, Receipts::Callback).url, HasSubstr("&dlr-mask=19&dlr-url=" + encoded + "%3Fstatus%3D%25d"));
    for (const auto preset : {SmsPreset::Twilio, SmsPreset::Vonage, SmsPreset::MessageBird, SmsPreset::Kannel}) {
        for (const auto how : {Receipts::None, Receipts::Poll}) {
            const auto made = request(preset, how);
            EXPECT_THAT(made.url + made.body, Not(HasSubstr("AbC-_1")));
            EXPECT_THAT(made.url, Not(HasSubstr("dlr")));
        }
    }
}

}  // namespace
}  // namespace rekey::delivery
