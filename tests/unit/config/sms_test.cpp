// [[sms.provider]]: a list of gateways in a section of two parts, and what each preset needs.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "config/checks.hpp"
#include "config/load.hpp"
#include "config/placeholders.hpp"

namespace rekey::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kLeast = R"([store]
url = "sqlite:data/rekey.db"
[keys]
file = "rekey.keys"
[[tenant]]
name = "contoso.example"
base_urls = ["https://reset.contoso.example"]
)";

constexpr std::string_view kVonage = R"([[sms.provider]]
name = "vonage"
preset = "vonage"
user = "key"
secret_env = "REKEY_VONAGE"
sender = "Contoso"
)";

std::vector<std::string> problems(std::string_view more) {
    const auto config = parse(std::string(kLeast) + std::string(more), "/etc/rekey/rekey.toml");
    std::vector<std::string> out;
    if (config) return out;
    for (const auto& problem : config.error()) out.push_back(to_text(problem));
    return out;
}

/// A custom provider that is right but for these lines.
std::vector<std::string> custom(std::string_view more) {
    constexpr std::string_view kCustom = R"([[sms.provider]]
name = "house"
preset = "custom"
)";
    return problems(std::string(kCustom) + std::string(more));
}

TEST(SmsConfig, IsAListInItsOrder) {
    const auto config = parse(std::string(kLeast) + std::string(kVonage) + R"(countries = ["NL", "BE"]
[[sms.provider]]
name = "house"
preset = "custom"
url = "https://sms.example/send"
query = ["to={to}", "text={text}"]
method = "get"
timeout_seconds = 3
)",
                              "/etc/rekey/rekey.toml");
    ASSERT_TRUE(config) << to_text(config.error().front());
    ASSERT_EQ(config->sms.providers.size(), 2U);
    const auto& [vonage, house] = std::tie(config->sms.providers[0], config->sms.providers[1]);
    EXPECT_EQ(vonage.preset, SmsPreset::Vonage);
    EXPECT_EQ(vonage.secret.env, "REKEY_VONAGE");
    EXPECT_THAT(vonage.countries, ElementsAre("NL", "BE"));
    EXPECT_EQ(vonage.timeout_seconds, 10);
    EXPECT_EQ(house.name, "house");
    EXPECT_EQ(house.method, HttpMethod::Get);
    EXPECT_EQ(house.timeout_seconds, 3);
}

TEST(SmsConfig, TellsWhereAListIsWrittenWrongly) {
    EXPECT_THAT(problems("[sms.provider]\nname = \"a\"\n"),
                ElementsAre(HasSubstr(":8: sms.provider is written [[sms.provider]], with two brackets")));
    EXPECT_THAT(problems("[[sms.providers]]\nname = \"a\"\n"), ElementsAre(HasSubstr("did you mean sms.provider?")));
    EXPECT_THAT(problems("[sms]\nprovider = 3\n"), ElementsAre(HasSubstr(":9: sms.provider is written")));
    EXPECT_THAT(problems("[[sms.provider]]\n"),
                testing::UnorderedElementsAre(HasSubstr(":8: sms.provider.name is missing"), HasSubstr("preset is missing"),
                                              HasSubstr("url is missing"), HasSubstr("{to}"), HasSubstr("{text}")));
}

TEST(SmsConfig, EachPresetNeedsItsAccount) {
    EXPECT_THAT(problems(kVonage), IsEmpty());
    EXPECT_THAT(problems("[[sms.provider]]\nname = \"a\"\npreset = \"twilio\"\n"),
                ElementsAre(HasSubstr("secret is missing"), HasSubstr("sender is missing"), HasSubstr("user is missing")));
    EXPECT_THAT(problems("[[sms.provider]]\nname = \"a\"\npreset = \"messagebird\"\nsecret_env = \"A\"\nsender = \"A\"\n"), IsEmpty());
    EXPECT_THAT(problems("[[sms.provider]]\nname = \"a\"\npreset = \"kannel\"\nuser = \"a\"\nsecret_env = \"A\"\nsender = \"A\"\n"),
                ElementsAre(HasSubstr("url is missing")));
}

TEST(SmsConfig, ASecretIsNeverWrittenInIt) {
    EXPECT_THAT(problems(std::string(kVonage) + "secret = \"abc\"\n"),
                ElementsAre(HasSubstr("secrets come from sms.provider.secret_file")));
    EXPECT_THAT(problems(std::string(kVonage) + "secret_file = \"/etc/hostname\"\n"),
                ElementsAre(HasSubstr(":12: sms.provider.secret_file and")));
}

TEST(SmsConfig, TwoOfOneNameAreRefused) {
    EXPECT_THAT(problems(std::string(kVonage) + std::string(kVonage)), ElementsAre(HasSubstr(":15: provider vonage is there twice")));
}

TEST(SmsConfig, ATemplateHasToSayWhatIsSentAndOneBody) {
    constexpr std::string_view kUrl = "url = \"https://sms.example/\"\n";
    const auto with = [&](std::string_view more) { return custom(std::string(kUrl) + std::string(more)); };
    EXPECT_THAT(with("form = [\"to={to}\", \"text={text}\"]\n"), IsEmpty());
    EXPECT_THAT(with("json = '{\"to\": \"{to_digits}\", \"text\": \"{text}\"}'\n"), IsEmpty());
    EXPECT_THAT(with("form = [\"to={to}\"]\n"), ElementsAre(HasSubstr("{text}")));
    EXPECT_THAT(with("form = [\"to={to}\", \"text={txt}\"]\n"), testing::Contains(HasSubstr("{txt}, which is no placeholder")));
    EXPECT_THAT(with("form = [\"to={to}\", \"text={text}\", \"key={secret}\"]\n"), ElementsAre(HasSubstr("secret is missing")));
    EXPECT_THAT(with("query = [\"to={to}\", \"text={text}\"]\nform = [\"a=b\"]\njson = '{}'\n"),
                ElementsAre(HasSubstr("exclude each other")));
    EXPECT_THAT(with("query = [\"to={to}\", \"text={text}\"]\nform = [\"a=b\"]\nmethod = \"get\"\n"),
                ElementsAre(HasSubstr("post for a body")));
    EXPECT_THAT(with("form = [\"to={to}\", \"text={text}\"]\nsuccess_field = \"a\"\n"), ElementsAre(HasSubstr("belong together")));
}

TEST(SmsConfig, ReceiptsNeedAWayAndWhatIsBelieved) {
    const auto vonage = [](std::string_view more) { return problems(std::string(kVonage) + std::string(more)); };
    EXPECT_THAT(vonage("receipts = \"callback\"\n"), ElementsAre(HasSubstr("receipt_secret is missing")));
    EXPECT_THAT(vonage("receipts = \"callback\"\nreceipt_secret_env = \"SIGNS\"\n"), IsEmpty());
    EXPECT_THAT(vonage("receipts = \"callback\"\nreceipt_secret_env = \"SIGNS\"\nform = [\"to={to}\", \"text={text}\"]\n"),
                ElementsAre(HasSubstr("must say {receipt_url}")));
    EXPECT_THAT(vonage("receipts = \"poll\"\n"), ElementsAre(HasSubstr("poll_url is missing")));
    EXPECT_THAT(vonage("receipts = \"maybe\"\n"), ElementsAre(HasSubstr("must be one of")));

    constexpr std::string_view kUrl = "url = \"https://sms.example/\"\n";
    const auto with = [&](std::string_view more) { return custom(std::string(kUrl) + std::string(more)); };
    constexpr std::string_view kForm = "form = [\"to={to}\", \"text={text}\", \"dlr={receipt_url}\"]\n";
    constexpr std::string_view kField = "receipt_field = \"a.b\"\nreceipt_delivered = [\"1\"]\n";
    EXPECT_THAT(with(kForm), ElementsAre(HasSubstr("must be callback")));
    EXPECT_THAT(with(std::string(kForm) + "receipts = \"callback\"\n"), ElementsAre(HasSubstr("receipt_field")));
    EXPECT_THAT(with(std::string(kForm) + std::string(kField) + "receipts = \"callback\"\n"), IsEmpty());
    const auto asked = std::string("form = [\"to={to}\", \"text={text}\"]\nreceipts = \"poll\"\n") + std::string(kField);
    EXPECT_THAT(with(asked + "poll_url = \"https://sms.example/{reference}\"\n"), ElementsAre(HasSubstr("id_field is missing")));
    EXPECT_THAT(with(asked + "poll_url = \"https://sms.example/{reference}\"\nid_field = \"id\"\n"), IsEmpty());
    EXPECT_THAT(with(asked + "poll_url = \"https://sms.example/\"\nid_field = \"id\"\n"), ElementsAre(HasSubstr("must hold {reference}")));
    EXPECT_THAT(problems("receipts_url = \"https://elsewhere.example\"\n"), ElementsAre(HasSubstr("must be one of tenant.base_urls")));
    EXPECT_THAT(problems("receipts_url = \"https://reset.contoso.example\"\n"), IsEmpty());
}

TEST(SmsConfig, CodesDoNotTravelInClear) {
    EXPECT_TRUE(why_not_gateway("http://sms.example/send"));
    EXPECT_FALSE(why_not_gateway("http://127.0.0.1:13013/cgi-bin/sendsms"));
    EXPECT_FALSE(why_not_gateway("https://sms.example/a/{user}/send"));
    for (const auto* const wrong : {"https://{user}.example/", "https://sms.example/?a={to}", "https://u:p@sms.example/",
                                    "ftp://sms.example/", "https://sms.example/{x}", "https://sms.example/a b"}) {
        EXPECT_TRUE(why_not_gateway(wrong)) << wrong;
    }
}

TEST(SmsConfig, EveryValueHasItsForm) {
    for (const auto* const sender : {"+31612345678", "1234", "Contoso", "Contoso NL1"}) EXPECT_FALSE(why_not_sender(sender)) << sender;
    for (const auto* const sender : {"+1", "12", "Contoso BV NL", "Cont\noso", " x", "1234567890123456", "Çontoso"})
        EXPECT_TRUE(why_not_sender(sender)) << sender;
    EXPECT_FALSE(why_not_header("X-Api-Key: {secret}"));
    for (const auto* const header : {"X-Api-Key", "Host: other", "Content-Length: 3", "A: b\r\nC: d", "A b: c", "A: {nope}"})
        EXPECT_TRUE(why_not_header(header)) << header;
    for (const auto* const parameter : {"=x", "a", "a b=c", "{to}=c", "a={nope}", "a&b=c"})
        EXPECT_TRUE(why_not_parameter(parameter)) << parameter;
    for (const auto* const json : {"", "3", "{", "{\"a\": \"{nope}\"}"}) EXPECT_TRUE(why_not_json(json)) << json;
    for (const auto* const status : {"302", "20", "2000", "2x0"}) EXPECT_TRUE(why_not_status(status)) << status;
    for (const auto* const field : {".a", "a.", "a..b", ""}) EXPECT_TRUE(why_not_field(field)) << field;
    EXPECT_TRUE(why_not_provider("Big Name"));
    EXPECT_TRUE(why_not_region("nl"));
}

TEST(Placeholders, AreReplacedOnceAndEveryOtherBraceStays) {
    const auto value = [](std::string_view name) { return "<" + std::string(name) + "{to}>"; };
    EXPECT_EQ(replace_placeholders("{to} {a_b}", value), "<to{to}> <a_b{to}>");
    EXPECT_EQ(replace_placeholders("{} { to} {To} {a1} {{to}} {", value), "{} { to} {To} {a1} {<to{to}>} {");
}

}  // namespace
}  // namespace rekey::config
