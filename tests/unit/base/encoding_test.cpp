#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include "base/id.hpp"

namespace rekey {
namespace {

// RFC 4648 section 10, without padding and with the alphabet of section 5.
TEST(Base64Url, GivesTheVectorsOfTheRfc) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [clear, encoded] : vectors) {
        EXPECT_EQ(to_base64url(as_bytes(clear)), encoded);
        EXPECT_EQ(from_base64url(encoded), to_bytes(clear));
    }
    EXPECT_EQ(to_base64url(Bytes{0xFB, 0xFF}), "-_8");
}

TEST(Base64Url, HasOneSpellingForOneValue) {
    for (const auto* text : {"Zg==", "Zh", "Zm9", "A", "Zm 9v", "Zm9v\n", "Zm9+", "Zm9/", "Zm9v====", "=", "\xFFm9v"})
        EXPECT_FALSE(from_base64url(text)) << text;
    EXPECT_FALSE(from_base64url(std::string_view("Zm\0v", 4)));
}

TEST(Hex, ReadsBothCasesAndWritesSmall) {
    Bytes out(3);
    EXPECT_TRUE(from_hex("00aBfF", out));
    EXPECT_EQ(to_hex(out), "00abff");
    for (const auto* text : {"", "00abf", "00abfff", "00abfg", "0x00ab", "00 bff"}) EXPECT_FALSE(from_hex(text, out)) << text;
}

TEST(Id, IsWrittenAsRfc9562Says) {
    const auto id = TenantId::parse("0193fa2e-7b1c-7def-8abc-0123456789ab");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), "0193fa2e-7b1c-7def-8abc-0123456789ab");
    EXPECT_EQ(TenantId::parse("0193FA2E-7B1C-7DEF-8ABC-0123456789AB"), id);
}

TEST(Id, IsNothingElse) {
    for (const auto* text :
         {"", "0193fa2e7b1c7def8abc0123456789ab", "0193fa2e-7b1c-7def-8abc-0123456789a", "0193fa2e-7b1c-7def-8abc-0123456789abc",
          "{193fa2e-7b1c-7def-8abc-0123456789ab}", "0193fa2e-7b1c-7def-8abc-0123456789ag", "0193fa2e--b1c-7def-8abc-0123456789ab",
          "0193fa2e07b1c07def08abc00123456789ab"}) {
        EXPECT_FALSE(TenantId::parse(text)) << text;
    }
}

}  // namespace
}  // namespace rekey
