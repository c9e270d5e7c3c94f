#include "base/url.hpp"

#include <gtest/gtest.h>

namespace rekey {
namespace {

TEST(Url, IsTakenApart) {
    const auto url = parse_url("https://reset.example.org:8443/a/b?c=d#e");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "https");
    EXPECT_EQ(url->host, "reset.example.org");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->path, "/a/b?c=d#e");
}

TEST(Url, KnowsBracketedAddresses) {
    const auto url = parse_url("http://[2001:db8::1]:81");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "[2001:db8::1]");
    EXPECT_EQ(url->port, 81);
    EXPECT_EQ(url->path, "");
}

TEST(Url, RefusesWhatBrowsersReadInSurprisingWays) {
    for (const auto* text : {"",
                             "//evil.example",
                             "https:evil.example",
                             "https:/evil.example",
                             "javascript:alert(1)",
                             "ftp://a.example",
                             "HTTPS://a.example",
                             "https://good.example@evil.example",
                             "https://good.example\\@evil.example",
                             "https://a.example/\\evil",
                             "https://a b.example",
                             "https://",
                             "https:///path",
                             "https://A.example",
                             "https://a..example",
                             "https://-a.example",
                             "https://a.example:",
                             "https://a.example:0",
                             "https://a.example:65536",
                             "https://a.example:1x",
                             "https://[::1",
                             "https://[::1]x",
                             "https://[127.0.0.1]",
                             "https://[fe80::1%25eth0]",
                             "https://a.example/<script>",
                             "https://a.example/\"",
                             "https://a.example/\n",
                             "https://a.example/\x7f",
                             "https://\xd0\xb0.example"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

TEST(Url, IsSafeOverTlsOrOnLoopbackOnly) {
    for (const auto* text : {"https://a.example", "http://localhost:8080", "http://app.localhost", "http://127.0.0.9", "http://[::1]:1"}) {
        ASSERT_TRUE(parse_url(text)) << text;
        EXPECT_TRUE(is_safe(*parse_url(text))) << text;
    }
    for (const auto* text :
         {"http://a.example", "http://127.0.0.1.example", "http://localhost.example", "http://[2001:db8::1]", "http://10.0.0.1"}) {
        ASSERT_TRUE(parse_url(text)) << text;
        EXPECT_FALSE(is_safe(*parse_url(text))) << text;
    }
}

}  // namespace
}  // namespace rekey
