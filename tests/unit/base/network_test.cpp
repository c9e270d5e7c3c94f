#include "base/network.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace rekey {
namespace {

bool holds(const char* network, const char* address) { return contains(parse_network(network).value(), parse_address(address).value()); }

TEST(IpAddress, IsWrittenInEitherFamily) {
    EXPECT_TRUE(parse_address("203.0.113.7"));
    EXPECT_TRUE(parse_address("2001:db8::7"));
    EXPECT_EQ(parse_address("fe80::1%eth0"), parse_address("fe80::1"));
    EXPECT_EQ(parse_address("::ffff:203.0.113.7"), parse_address("203.0.113.7"));
}

TEST(IpAddress, IsNeitherNameNorShorthand) {
    for (const auto* text : {"", "localhost", "127.1", "0x7f.0.0.1", "203.0.113.256", "203.0.113.7 ", "[::1]", ":::", "1.2.3.4/8"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
    using namespace std::string_view_literals;
    EXPECT_FALSE(parse_address("::1\0.example"sv));
    EXPECT_FALSE(parse_address("203.0.113.7\0"sv));
}

TEST(IpAddress, KnowsLoopback) {
    EXPECT_TRUE(is_loopback(*parse_address("127.0.0.1")));
    EXPECT_TRUE(is_loopback(*parse_address("127.255.0.9")));
    EXPECT_TRUE(is_loopback(*parse_address("::1")));
    EXPECT_FALSE(is_loopback(*parse_address("0.0.0.0")));
    EXPECT_FALSE(is_loopback(*parse_address("::")));
    EXPECT_FALSE(is_loopback(*parse_address("128.0.0.1")));
}

TEST(IpNetwork, HoldsWhatSharesItsPrefix) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.1.2"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.200"));
    EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(holds("2001:db8:0:8000::/49", "2001:db8:0:ffff::1"));
    EXPECT_FALSE(holds("2001:db8:0:8000::/49", "2001:db8:0:7fff::1"));
    EXPECT_TRUE(holds("203.0.113.7", "203.0.113.7"));
    EXPECT_FALSE(holds("203.0.113.7", "203.0.113.6"));
}

TEST(IpNetwork, NeverCrossesFamilies) {
    EXPECT_TRUE(holds("0.0.0.0/0", "198.51.100.1"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(holds("::/0", "2001:db8::1"));
    EXPECT_FALSE(holds("::/0", "198.51.100.1"));
}

TEST(IpNetwork, RefusesWhatIsNotABlock) {
    for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/8x", "::/129", "10.0.0/8"}) {
        EXPECT_FALSE(parse_network(text)) << text;
    }
}

}  // namespace
}  // namespace rekey
