#include "domain/directory/readiness.hpp"

#include <gtest/gtest.h>

#include "domain/directory/dn.hpp"

namespace rekey::directory {
namespace {

TEST(Hindrance, HasANameThatIsReadAgain) {
    for (const auto each : kHindrances) EXPECT_EQ(parse_hindrance(name(each)), each);
    EXPECT_EQ(parse_hindrance(""), std::nullopt);
    EXPECT_EQ(parse_hindrance("ready"), std::nullopt);
}

TEST(Readiness, CountsEachReasonOfAPersonAndWhoHasNone) {
    Readiness readiness;
    readiness.count({});
    readiness.count({Hindrance::Disabled, Hindrance::NoMethods});
    readiness.count({Hindrance::NoMethods});
    EXPECT_EQ(readiness.people, 3);
    EXPECT_EQ(readiness.ready, 1);
    EXPECT_EQ(readiness.counts, (std::map<Hindrance, std::int64_t>{{Hindrance::Disabled, 1}, {Hindrance::NoMethods, 2}}));
    EXPECT_EQ(load_hindrances(store(readiness.counts)), readiness.counts);
    EXPECT_TRUE(load_hindrances({{"of a later version", "3"}}).empty());
}

TEST(Dn, IsInItsFolder) {
    EXPECT_EQ(folder_of("uid=anna,ou=people,dc=contoso"), "ou=people,dc=contoso");
    EXPECT_EQ(folder_of("cn=de Vries\\, Anna,ou=people"), "ou=people");
    EXPECT_EQ(folder_of("cn=a\\\\,ou=people"), "ou=people");
    EXPECT_EQ(folder_of("dc=contoso"), "");
    EXPECT_EQ(folder_of(""), "");
    EXPECT_EQ(folder_of("\\"), "");
}

}  // namespace
}  // namespace rekey::directory
