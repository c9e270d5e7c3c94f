#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/load.hpp"
#include "config/suggest.hpp"

namespace rekey::config {
namespace {

const Environment kNothingSet = [](const std::string&) { return std::nullopt; };

class SecretFile : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    SecretSource with(std::string_view content) {
        std::ofstream(folder_ / "secret") << content;
        return {folder_ / "secret", {}};
    }
    std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "rekey_secret_test";
};

TEST_F(SecretFile, GivesItsFirstLine) {
    EXPECT_EQ(read_secret(with("s3cret pass\nmore\n"), kNothingSet)->reveal(), "s3cret pass");
    EXPECT_EQ(read_secret(with("no newline"), kNothingSet)->reveal(), "no newline");
    EXPECT_EQ(read_secret(with("dos\r\n"), kNothingSet)->reveal(), "dos");
}

TEST_F(SecretFile, MustBeThereAndHoldSomething) {
    EXPECT_FALSE(read_secret(with(""), kNothingSet));
    EXPECT_FALSE(read_secret(with("\nsecond"), kNothingSet));
    EXPECT_FALSE(read_secret({folder_ / "other", {}}, kNothingSet));
}

TEST(SecretVariable, GivesItsValue) {
    const Environment environment = [](const std::string& name) {
        return name == "P" ? std::optional<std::string>("value") : std::nullopt;
    };
    EXPECT_EQ(read_secret({{}, "P"}, environment)->reveal(), "value");
    EXPECT_FALSE(read_secret({{}, "Q"}, environment));
}

TEST(Endpoint, IsWrittenAsItIsRead) {
    for (const auto* text : {"127.0.0.1:8080", "[::1]:0", "0.0.0.0:65535"}) EXPECT_EQ(to_text(parse_endpoint(text).value()), text);
    for (const auto* text : {"", ":80", "127.0.0.1:", "127.0.0.1:x", "[127.0.0.1]:80", "::1:80", "[::1:80", "host:80"})
        EXPECT_FALSE(parse_endpoint(text)) << text;
}

TEST(Endpoint, KnowsLoopback) {
    EXPECT_TRUE(is_loopback(Endpoint{"127.0.0.1", 1}));
    EXPECT_TRUE(is_loopback(Endpoint{"::1", 1}));
    EXPECT_FALSE(is_loopback(Endpoint{"0.0.0.0", 1}));
    EXPECT_FALSE(is_loopback(Endpoint{"::", 1}));
}

TEST(Suggestion, IsTheNearestOfThoseThatAreNear) {
    const std::vector<std::string> known{"gates", "resends", "code_tries", "code_minutes"};
    EXPECT_EQ(closest("gate", known), "gates");
    EXPECT_EQ(closest("gaets", known), "gates");
    EXPECT_EQ(closest("code_minuts", known), "code_minutes");
    EXPECT_EQ(closest("frobnicate", known), std::nullopt);
    EXPECT_EQ(closest("", known), std::nullopt);
    EXPECT_EQ(closest(std::string(10'000, 'g'), known), std::nullopt);
}

TEST(FlatFile, ComesBackAsItWasWritten) {
    const std::map<std::string, FlatValue> values{{"a", std::int64_t{-7}},
                                                  {"b", true},
                                                  {"c", std::string("quote \" backslash \\ tab\t é 👩 \u2028")},
                                                  {"d", std::vector<std::string>{"x, y", "[z]", ""}},
                                                  {"e", std::vector<std::string>{}}};
    std::string text;
    for (const auto& [key, value] : values) text += key + " = " + to_toml(value) + "\n";
    const auto read = parse_flat(text, "policy.toml");
    ASSERT_TRUE(read) << to_text(read.error().front());
    ASSERT_EQ(read->size(), values.size());
    int line = 0;
    for (const auto& [key, entry] : *read) {
        EXPECT_EQ(entry.value, values.at(key)) << key;
        EXPECT_EQ(entry.line, ++line);
    }
}

TEST(FlatFile, TakesNoSectionsFloatsOrMixedLists) {
    const auto read = parse_flat("a = 1\nb = 1.5\n[c]\nd = 1\n", "policy.toml");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().size(), 2U);
    EXPECT_FALSE(parse_flat("a = [1, \"x\"]\n", "policy.toml"));
    EXPECT_FALSE(parse_flat("a = \n", "policy.toml"));
}

}  // namespace
}  // namespace rekey::config
