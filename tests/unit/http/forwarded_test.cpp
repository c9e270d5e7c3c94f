#include "http/pipeline/forwarded.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

IpAddress ip(std::string_view text) { return parse_address(text).value(); }

class ForwardedTest : public ::testing::Test {
protected:
    const TrustedProxies proxies{{*parse_network("10.0.0.0/8"), *parse_network("2001:db8:1::/48"), *parse_network("127.0.0.1")}};

    std::string client(std::string_view peer, std::initializer_list<std::string> forwarded) const {
        Fields headers;
        for (const auto& value : forwarded) headers.add("x-forwarded-for", value);
        return to_text(proxies.resolve(ip(peer), false, headers).address);
    }
    bool secure(std::string_view peer, bool tls, std::string proto) const {
        Fields headers;
        headers.add("x-forwarded-proto", std::move(proto));
        return proxies.resolve(ip(peer), tls, headers).secure;
    }
};

TEST_F(ForwardedTest, IgnoresTheHeaderFromStrangers) {
    EXPECT_EQ(client("203.0.113.9", {"198.51.100.1"}), "203.0.113.9");
    EXPECT_EQ(client("2001:db8:2::1", {"198.51.100.1"}), "2001:db8:2::1");
}

TEST_F(ForwardedTest, TakesTheRightMostAddressThatIsNoProxy) {
    EXPECT_EQ(client("10.0.0.1", {"198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"6.6.6.6, 198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"6.6.6.6, 198.51.100.1, 10.2.3.4"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"6.6.6.6, 198.51.100.1, 2001:db8:1::5,10.2.3.4"}), "198.51.100.1");
}

TEST_F(ForwardedTest, ReadsRepeatedHeadersAsOneList) {
    EXPECT_EQ(client("10.0.0.1", {"6.6.6.6", "198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"198.51.100.1", "10.0.0.7"}), "198.51.100.1");
}

TEST_F(ForwardedTest, StaysAtTheLastHopThatCanBeRead) {
    EXPECT_EQ(client("10.0.0.1", {"198.51.100.1, rubbish"}), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.1", {"198.51.100.1, unknown, 10.0.0.2"}), "10.0.0.2");
    EXPECT_EQ(client("10.0.0.1", {""}), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.1", {",,"}), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.1", {}), "10.0.0.1");
}

TEST_F(ForwardedTest, GivesTheFarthestProxyWhenThereAreOnlyProxies) { EXPECT_EQ(client("10.0.0.1", {"10.0.0.3, 10.0.0.2"}), "10.0.0.3"); }

TEST_F(ForwardedTest, CanonicalisesAddresses) {
    EXPECT_EQ(client("10.0.0.1", {"2001:0DB8:0000:0000:0000:0000:0000:0001"}), "2001:db8::1");
    EXPECT_EQ(client("10.0.0.1", {"fe80::1%eth0"}), "fe80::1");
    EXPECT_EQ(client("10.0.0.1", {"::ffff:198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(client("::ffff:10.0.0.1", {"198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"198.51.100.1:4711"}), "198.51.100.1");
    EXPECT_EQ(client("10.0.0.1", {"[2001:db8::1]:80"}), "2001:db8::1");
    EXPECT_EQ(client("10.0.0.1", {"[2001:db8::1]"}), "2001:db8::1");
    EXPECT_EQ(client("10.0.0.1", {"[2001:db8::1"}), "10.0.0.1");
}

TEST_F(ForwardedTest, BelievesTheSchemeFromProxiesOnly) {
    EXPECT_TRUE(secure("10.0.0.1", false, "https"));
    EXPECT_FALSE(secure("10.0.0.1", true, "http"));
    EXPECT_FALSE(secure("10.0.0.1", false, "https, http"));
    EXPECT_TRUE(secure("10.0.0.1", false, "http, https"));
    EXPECT_FALSE(secure("203.0.113.9", false, "https"));
    EXPECT_TRUE(secure("203.0.113.9", true, "http"));
}

}  // namespace
}  // namespace rekey::http
