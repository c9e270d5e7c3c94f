#include <gtest/gtest.h>

#include "config/load.hpp"

namespace rekey::config {
namespace {

constexpr std::string_view kBase = R"([store]
url = "sqlite:rekey.db"
[keys]
file = "rekey.keys"
[[tenant]]
name = "contoso"
base_urls = ["https://reset.contoso.example"]
)";
constexpr std::string_view kTrunk = R"([[voice.provider]]
name = "trunk"
host = "sip.carrier.example"
caller = "+31201234567"
)";

std::expected<Config, std::vector<Problem>> read(std::string_view more) {
    return parse(std::string(kBase) + std::string(more), "/etc/rekey.toml");
}

std::string trunk(std::string_view more) { return std::string(kTrunk) + std::string(more); }

std::string wrong(std::string_view more) {
    const auto config = read(more);
    return config ? "" : config.error().front().message;
}

TEST(VoiceConfig, ATrunkIsRead) {
    const auto config = read("[voice]\nsocket = \"voice.sock\"\ncalls_at_once = 3\n" + trunk(R"(port = 5070
transport = "tls"
user = "contoso"
password_env = "TRUNK"
caller_name = "Contoso IT"
domain = "carrier.example"
dial = "00{to_digits}"
countries = ["NL"]
ring_seconds = 20
)"));
    ASSERT_TRUE(config) << config.error().front().message;
    EXPECT_EQ(config->voice.socket, "/etc/voice.sock");
    EXPECT_EQ(config->voice.calls_at_once, 3);
    const auto& provider = config->voice.providers.at(0);
    EXPECT_EQ(provider.transport, SipTransport::Tls);
    EXPECT_EQ(provider.port, 5070);
    EXPECT_EQ(provider.dial, "00{to_digits}");
    EXPECT_EQ(provider.ring_seconds, 20);
}

TEST(VoiceConfig, WithoutATrunkThereIsNone) { EXPECT_TRUE(read("")->voice.providers.empty()); }

TEST(VoiceConfig, LeastIsNameHostAndCaller) {
    const auto config = read(kTrunk);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->voice.socket, "/run/rekey/voice.sock");
    EXPECT_EQ(config->voice.providers.at(0).dial, "{to}");
    EXPECT_EQ(wrong("[[voice.provider]]\nname = \"trunk\"\nhost = \"a.example\"\n"), "voice.provider.caller is missing");
}

TEST(VoiceConfig, UserAndPasswordBelongTogether) {
    EXPECT_TRUE(wrong(trunk("user = \"contoso\"\n")).starts_with("voice.provider.user and a password"));
    EXPECT_TRUE(wrong(trunk("password_env = \"TRUNK\"\n")).starts_with("voice.provider.password_file and a password"));
}

TEST(VoiceConfig, ACertificateIsForTlsOnly) {
    EXPECT_EQ(wrong(trunk("ca_file = \"/etc/hostname\"\n")), "voice.provider.ca_file is for transport = \"tls\"");
}

TEST(VoiceConfig, WhatWouldChangeTheAddressIsRefused) {
    for (const auto* dial : {"", "0", "{to}{to}", "{to};tag=1", "{to}@evil.example", "{to} ", "{to}#", "{national}", "{to}?x=y"})
        EXPECT_NE(wrong(trunk("dial = \"" + std::string(dial) + "\"\n")), "") << dial;
    for (const auto* dial : {"{to}", "{to_digits}", "9{to_digits}", "*31*{to}"})
        EXPECT_EQ(wrong(trunk("dial = \"" + std::string(dial) + "\"\n")), "") << dial;
    for (const auto* name : {"a\\\"b", "a<b", "a\\nb"})
        EXPECT_NE(wrong(trunk("caller_name = \"" + std::string(name) + "\"\n")), "") << name;
    EXPECT_NE(wrong("[[voice.provider]]\nname = \"t\"\nhost = \"a.example\"\ncaller = \"a@b\"\n"), "");
    EXPECT_NE(wrong("[[voice.provider]]\nname = \"t\"\nhost = \"a.example;maddr=b\"\ncaller = \"1\"\n"), "");
}

std::string cloud(std::string_view more, std::string_view caller = "+31201234567") {
    return "[[voice.provider]]\nname = \"cloud\"\nkind = \"twilio\"\ncaller = \"" + std::string(caller) + "\"\n" + std::string(more);
}
constexpr std::string_view kAccount = "user = \"AC0123\"\npassword_env = \"TOKEN\"\n";

TEST(VoiceConfig, ACloudProviderIsRead) {
    const auto config = read(cloud(std::string(kAccount) + "url = \"http://127.0.0.1:8080/{user}/Calls.json\"\ntimeout_seconds = 3\n"));
    ASSERT_TRUE(config) << config.error().front().message;
    const auto& provider = config->voice.providers.at(0);
    EXPECT_EQ(provider.kind, VoiceKind::Twilio);
    EXPECT_EQ(provider.timeout_seconds, 3);
    EXPECT_EQ(read(kTrunk)->voice.providers.at(0).kind, VoiceKind::Sip);
}

TEST(VoiceConfig, WhatACloudProviderNeeds) {
    EXPECT_EQ(wrong(cloud("password_env = \"TOKEN\"\n")), "voice.provider.user is missing");
    EXPECT_TRUE(wrong(cloud("user = \"AC0123\"\n")).starts_with("voice.provider.password_file is missing"));
    EXPECT_EQ(wrong(cloud(kAccount, "office")), "voice.provider.caller must be a number like +31201234567");
    EXPECT_TRUE(
        wrong(cloud(std::string(kAccount) + "url = \"http://api.example/\"\n")).starts_with("voice.provider.url must begin with https://"));
    EXPECT_EQ(wrong("[[voice.provider]]\nname = \"trunk\"\ncaller = \"1\"\n"), "voice.provider.host is missing");
}

TEST(VoiceConfig, KeysOfTheOtherKindAreRefused) {
    for (const std::string key : {"host = \"a.example\"", "port = 5070", "transport = \"tls\"", "caller_name = \"IT\"",
                                  "domain = \"a.example\"", "dial = \"00{to_digits}\""})
        EXPECT_EQ(wrong(cloud(std::string(kAccount) + key + '\n')),
                  "voice.provider." + key.substr(0, key.find(' ')) + " is for kind = \"sip\"");
    for (const std::string key : {"url = \"https://api.example/\"", "timeout_seconds = 9"})
        EXPECT_EQ(wrong(trunk(key + '\n')), "voice.provider." + key.substr(0, key.find(' ')) + " is for kind = \"twilio\"");
}

TEST(VoiceConfig, ACloudProviderHasNoGatewaysName) {
    const std::string gateway =
        "[[sms.provider]]\nname = \"cloud\"\npreset = \"twilio\"\nuser = \"AC0123\"\nsecret_env = \"TOKEN\"\nsender = \"Contoso\"\n";
    EXPECT_TRUE(wrong(gateway + cloud(kAccount)).starts_with("voice.provider.name is the name of an sms.provider"));
}

TEST(VoiceConfig, NoNameTwice) { EXPECT_EQ(wrong(trunk(kTrunk)), "voice.provider trunk is there twice"); }

}  // namespace
}  // namespace rekey::config
