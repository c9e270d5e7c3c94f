#include "domain/message/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "embedded/message_texts.hpp"

namespace rekey::message {
namespace {

constexpr embedded::Text kTexts[] = {{"count", "{count, plural, one {# minute} other {# minutes}}"},
                                     {"hello", "Hello {name}, don't worry"},
                                     {"ask", "{by, select, phone {Call {whom}, or {whom}} other {Ask}}"}};
const Catalogue kSmall{"en", kTexts};

TEST(Catalogue, IsTheNearestOneToALanguageTag) {
    EXPECT_EQ(Catalogue::nearest("nl").tag(), "nl");
    EXPECT_EQ(Catalogue::nearest("nl-BE").tag(), "nl");
    EXPECT_EQ(Catalogue::nearest("en_GB").tag(), "en");
    EXPECT_EQ(Catalogue::nearest("tlh").tag(), "en");
    EXPECT_EQ(Catalogue::nearest("").tag(), "en");
    EXPECT_EQ(Catalogue::nearest("../../etc/passwd").tag(), "en");
}

TEST(Catalogue, EveryLanguageHasEveryText) {
    const auto keys = [](const embedded::Language& language) {
        std::vector<std::string_view> out;
        for (const auto& text : language.texts) out.push_back(text.key);
        return out;
    };
    ASSERT_GE(embedded::message_texts.size(), 2U);
    for (const auto& language : embedded::message_texts) {
        EXPECT_EQ(keys(language), keys(embedded::message_texts.front())) << language.tag;
        EXPECT_TRUE(std::ranges::none_of(language.texts, [](const auto& text) { return text.pattern.empty(); })) << language.tag;
    }
}

TEST(Catalogue, TakesValuesLiterally) {
    for (const auto* const hostile : {"{{name}}", "${name}", "%s%n", "{0}", "'{name}'", "{count, plural, other {#}}", "<b>"}) {
        EXPECT_EQ(kSmall.text("hello", {{"name", hostile}}), "Hello " + std::string(hostile) + ", don't worry");
    }
}

TEST(Catalogue, CountsByTheLanguagesPlurals) {
    EXPECT_EQ(kSmall.text("count", {{"count", std::int64_t{1}}}), "1 minute");
    EXPECT_EQ(kSmall.text("count", {{"count", std::int64_t{10}}}), "10 minutes");
}

TEST(Catalogue, KeepsLanguagesApartThatShareAPattern) {
    constexpr embedded::Text kShared[] = {{"n", "{n, plural, one {one} few {few} other {many}}"}};
    EXPECT_EQ(Catalogue("en", kShared).text("n", {{"n", 2}}), "many");
    EXPECT_EQ(Catalogue("pl", kShared).text("n", {{"n", 2}}), "few");
    EXPECT_EQ(Catalogue("en", kShared).text("n", {{"n", 2}}), "many");
}

TEST(Catalogue, NeverShowsAPlaceholderWithoutAValue) {
    EXPECT_THROW(static_cast<void>(kSmall.text("hello")), Fault);
    EXPECT_THROW(static_cast<void>(kSmall.text("goodbye")), Fault);
    EXPECT_THROW(static_cast<void>(kSmall.text("ask", {{"by", "phone"}})), Fault);
}

TEST(Catalogue, FillsInWhatIsInsideAChoice) {
    EXPECT_EQ(kSmall.text("ask", {{"by", "phone"}, {"whom", "020 1234"}}), "Call 020 1234, or 020 1234");
    EXPECT_EQ(kSmall.text("ask", {{"by", "none"}, {"whom", ""}}), "Ask");
}

TEST(Catalogue, JoinsListsByTheLanguagesRules) {
    EXPECT_EQ(Catalogue::nearest("en").list({"a code"}), "a code");
    EXPECT_EQ(Catalogue::nearest("en").list({"a text message", "the app"}), "a text message and the app");
    EXPECT_EQ(Catalogue::nearest("nl").list({"een sms", "de app"}), "een sms en de app");
}

}  // namespace
}  // namespace rekey::message
