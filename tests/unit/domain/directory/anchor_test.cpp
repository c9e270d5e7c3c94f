#include "domain/directory/anchor.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

// MS-DTYP 2.3.4.2 writes this GUID so; the bytes are those of Python's uuid.UUID(…).bytes_le.
constexpr std::string_view kText = "6b29fc40-ca47-1067-b31d-00dd010662da";
const std::string kGuid{"\x40\xfc\x29\x6b\x47\xca\x67\x10\xb3\x1d\x00\xdd\x01\x06\x62\xda", 16};

TEST(Anchor, OfActiveDirectoryHasItsFirstPartsTurned) {
    const auto anchor = read_anchor(AnchorForm::Guid, kGuid);
    ASSERT_TRUE(anchor);
    EXPECT_EQ(anchor->text(), kText);
    EXPECT_EQ(write_anchor(AnchorForm::Guid, *anchor), kGuid);
}

TEST(Anchor, OfOpenLdapIsText) {
    const auto anchor = read_anchor(AnchorForm::Uuid, "6B29FC40-ca47-1067-b31d-00dd010662da");
    ASSERT_TRUE(anchor);
    EXPECT_EQ(write_anchor(AnchorForm::Uuid, *anchor), kText);
}

TEST(Anchor, Of389DirectoryServerHasFourEqualParts) {
    const auto anchor = read_anchor(AnchorForm::NsUniqueId, "6b29fc40-ca471067-b31d00dd-010662da");
    ASSERT_TRUE(anchor);
    EXPECT_EQ(anchor->text(), kText);
    EXPECT_EQ(write_anchor(AnchorForm::NsUniqueId, *anchor), "6b29fc40-ca471067-b31d00dd-010662da");
}

TEST(Anchor, IsNotReadFromAnythingElse) {
    const std::string zero(16, '\0');
    for (const auto* const text : {"", "6b29fc40", "6b29fc40-ca47-1067-b31d-00dd010662d", "6b29fc40-ca47-1067-b31d-00dd010662dag"}) {
        EXPECT_FALSE(read_anchor(AnchorForm::Guid, text)) << text;
        EXPECT_FALSE(read_anchor(AnchorForm::Uuid, text)) << text;
        EXPECT_FALSE(read_anchor(AnchorForm::NsUniqueId, text)) << text;
    }
    EXPECT_FALSE(read_anchor(AnchorForm::Guid, zero)) << "every entry without one would be the same";
    EXPECT_FALSE(read_anchor(AnchorForm::Guid, kGuid + "x"));
    EXPECT_FALSE(read_anchor(AnchorForm::NsUniqueId, "6b29fc40xca471067-b31d00dd-010662da"));
    EXPECT_FALSE(read_anchor(AnchorForm::NsUniqueId, "6b29fc40-ca471067-b31d00dd-010662dg"));
}

}  // namespace
}  // namespace rekey::directory
