#include "domain/directory/dn.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

using namespace std::string_view_literals;

TEST(Dn, IsTheSameInEverySpelling) {
    for (const auto* const dn : {"CN=Zoë,OU=People,DC=example", "cn = ZOË , ou=people,dc=example", "  cn=zoë,  OU = people , dc=Example "})
        EXPECT_EQ(fold_dn(dn), "cn=zoë,ou=people,dc=example") << dn;
}

// Item 25 of the list of attacks: what is escaped is part of a value.
TEST(Dn, KeepsWhatIsEscapedInItsValue) {
    EXPECT_EQ(fold_dn(R"(CN=Smit\, Jan,OU=People)"), R"(cn=smit\, jan,ou=people)");
    EXPECT_NE(fold_dn(R"(cn=a\,ou=b)"), fold_dn("cn=a,ou=b"));
    EXPECT_EQ(fold_dn(R"(cn=a\ ,ou=b)"), R"(cn=a\ ,ou=b)");
    EXPECT_EQ(fold_dn(R"(cn=a\\ ,ou=b)"), R"(cn=a\\,ou=b)");
}

TEST(Dn, ThatIsNoTextIsNobodyElses) {
    EXPECT_NE(fold_dn("cn=\xFF,dc=x"), fold_dn("cn=\xFE,dc=x"));
    EXPECT_NE(fold_dn("cn=a\0b,dc=x"sv), fold_dn("cn=a\0c,dc=x"sv));
}

}  // namespace
}  // namespace rekey::directory
