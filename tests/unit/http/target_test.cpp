#include "http/pipeline/target.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

using namespace std::string_view_literals;

TEST(Target, TakesOriginForm) {
    const auto target = parse_target("/reset?user=a%40b&lang=nl");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/reset");
    EXPECT_EQ(target->query, "user=a%40b&lang=nl");
    EXPECT_FALSE(target->authority);
}

TEST(Target, TakesAbsoluteForm) {
    const auto target = parse_target("https://reset.example:8443/a?b=c");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/a");
    EXPECT_EQ(target->authority, "reset.example:8443");
    EXPECT_EQ(parse_target("http://h")->path, "/");
    EXPECT_EQ(parse_target("http://h?q=1")->query, "q=1");
}

TEST(Target, TakesTheAsterisk) { EXPECT_EQ(parse_target("*")->path, "*"); }

TEST(Target, RefusesWhatRfc3986DoesNotAllow) {
    for (const auto text : {""sv,    "reset"sv, "ftp://h/"sv, "/a b"sv,   "/a\tb"sv,  "/a\0b"sv, "/a\x7f"sv, "/\xc3\xa9"sv,
                            "/a%"sv, "/a%2"sv,  "/a%2g"sv,    "/a#b"sv,   "/a\\b"sv,  "/a\"b"sv, "/<a>"sv,   "/a^"sv,
                            "/a`"sv, "/{a}"sv,  "/a|b"sv,     "/a?b=%"sv, "/a?b=#"sv, "**"sv,    "h:443"sv}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(PercentDecode, GivesTextOnly) {
    EXPECT_EQ(percent_decode("a%20%c3%A9"), "a \xc3\xa9");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    for (const auto text : {"%"sv, "%4"sv, "%4x"sv, "%00"sv, "%0a"sv, "%7F"sv, "%ff"sv, "%c3"sv, "%ed%a0%80"sv, "%2F"sv, "%5c"sv}) {
        EXPECT_FALSE(percent_decode(text)) << text;
    }
}

TEST(Query, ReadsPairs) {
    const auto query = parse_query("user=a%40b.example&lang=nl&flag&empty=&plus=a+b&&");
    ASSERT_TRUE(query);
    EXPECT_EQ(query->find("user"), "a@b.example");
    EXPECT_EQ(query->find("lang"), "nl");
    EXPECT_EQ(query->find("flag"), "");
    EXPECT_EQ(query->find("empty"), "");
    EXPECT_EQ(query->find("plus"), "a b");
    EXPECT_EQ(query->size(), 5U);
    EXPECT_EQ(query->find("other"), std::nullopt);
}

// Security item 23: whoever sends a name twice wants two parts of a system to read different values.
TEST(Query, RefusesANameTwice) {
    EXPECT_FALSE(parse_query("mail=a&mail=b"));
    EXPECT_FALSE(parse_query("mail=a&m%61il=b"));
    EXPECT_FALSE(parse_query("mail&mail"));
    EXPECT_TRUE(parse_query("mail=a&mail%5B%5D=b"));  // another name; nobody asks for it
}

TEST(Query, RefusesWhatIsNotText) {
    for (const auto text : {"a=%00"sv, "a=%0d%0a"sv, "%0a=b"sv, "a=%ff"sv, "a=%e2%28%a1"sv, "a=%"sv, "a=%2"sv})
        EXPECT_FALSE(parse_query(text)) << text;
}

}  // namespace
}  // namespace rekey::http
