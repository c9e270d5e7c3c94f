#include "http/signin/check_handler.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

TEST(HeaderValue, LeavesNamesOfPeopleAsTheyAre) {
    EXPECT_EQ(header_value("anna@contoso.example"), "anna@contoso.example");
    EXPECT_EQ(header_value("Zoë Ångström, 100 %"), "Zoë Ångström, 100 %");
    EXPECT_EQ(header_value("渡辺"), "渡辺");
    EXPECT_EQ(header_value(""), "");
}

// Security item 24, for headers of HTTP.
TEST(HeaderValue, CannotBeginAFieldOfItsOwn) {
    EXPECT_EQ(header_value("anna\r\nRemote-Groups: admins"), "anna%0D%0ARemote-Groups: admins");
    EXPECT_EQ(header_value("a\nb\rc\td\x7F"), "a%0Ab%0Dc%09d%7F");
    EXPECT_EQ(header_value(std::string_view("a\0b", 3)), "a%00b");
}

TEST(HeaderValue, KeepsTheNamesOfAListApart) {
    EXPECT_EQ(header_value("Staff,admins", ",%"), "Staff%2Cadmins");
    EXPECT_EQ(header_value("Staff%2Cadmins", ",%"), "Staff%252Cadmins");
}

}  // namespace
}  // namespace rekey::http
