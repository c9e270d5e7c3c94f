#include "adapters/directory/ranges.hpp"

#include <gtest/gtest.h>

#include "adapters/directory/root.hpp"

namespace rekey::ldap {
namespace {

TEST(Range, IsReadFromTheNameOfAPart) {
    const auto part = read_range("member;range=1500-2999");
    ASSERT_TRUE(part);
    EXPECT_EQ(part->attribute, "member");
    EXPECT_EQ(part->first, 1500);
    EXPECT_EQ(part->last, 2999);
    const auto end = read_range("member;range=3000-*");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->first, 3000);
    EXPECT_FALSE(end->last);
}

TEST(Range, IsNotReadFromOtherNames) {
    for (const auto* const name :
         {"member", "", "member;range=", "member;range=0", "member;range=-", "member;range=-5-9", "member;range=0-", "member;range=9-0",
          "member;range=a-9", "member;range=0-9x", "member;range=99999999999999999999-*", "userCertificate;binary", "member;range=0-**"})
        EXPECT_FALSE(read_range(name)) << name;
}

TEST(Range, MakesAnEntryAPart) {
    EXPECT_TRUE(is_in_part({"cn=x", {{"cn", {"x"}}, {"member", {}}, {"member;range=0-1", {"a", "b"}}}}));
    EXPECT_FALSE(is_in_part({"cn=x", {{"cn", {"x"}}, {"member", {"a"}}}}));
}

TEST(Name, IsWithinItsBaseHoweverItIsSpelt) {
    const std::string base = "OU=People,DC=contoso,DC=example";
    for (const auto* const dn :
         {"OU=People,DC=contoso,DC=example", "cn=x,ou=people,dc=CONTOSO,dc=example",
          "CN=Last\\, First,OU=Branch,OU=People, DC=contoso,DC=example", "cn=a+sn=b,ou=\\50eople,dc=contoso,dc=example"})
        EXPECT_TRUE(is_within(dn, base)) << dn;
    for (const auto* const dn : {"CN=x,OU=Groups,DC=contoso,DC=example", "CN=x\\,OU=People,DC=contoso,DC=example", "DC=contoso,DC=example",
                                 "", "CN=x,OU=MorePeople,DC=contoso,DC=example", "no name", "CN=x,OU=People,DC=contoso,DC=example,DC=org"})
        EXPECT_FALSE(is_within(dn, base)) << dn;
}

TEST(Name, OfAContextIsTheLongestThatHoldsTheBase) {
    const directory::Entry root{"", {{"namingContexts", {"dc=example", "dc=contoso,dc=example", "cn=config", "no name"}}}};
    EXPECT_EQ(naming_context(root, "ou=people,DC=Contoso,dc=example"), "dc=contoso,dc=example");
    EXPECT_EQ(naming_context(root, "dc=example"), "dc=example");
    EXPECT_EQ(naming_context(root, "dc=org"), "");
    EXPECT_EQ(naming_context({}, "dc=org"), "");
}

}  // namespace
}  // namespace rekey::ldap
