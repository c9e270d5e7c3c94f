#include "adapters/crypto/hkdf.hpp"

#include <gtest/gtest.h>

#include "bytes.hpp"

namespace rekey::crypto {
namespace {

std::string derived(ByteView secret, ByteView salt, ByteView info) { return to_hex(hkdf_sha256(secret, salt, info).view()); }

// RFC 5869 appendix A; the first 32 bytes of each OKM.
TEST(Hkdf, MatchesRfc5869Case1) {
    EXPECT_EQ(derived(Bytes(22, 0x0B), counting(0, 13), counting(0xF0, 10)),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST(Hkdf, MatchesRfc5869Case2WithLongInputs) {
    EXPECT_EQ(derived(counting(0, 80), counting(0x60, 80), counting(0xB0, 80)),
              "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c");
}

TEST(Hkdf, MatchesRfc5869Case3WithoutSaltAndInfo) {
    EXPECT_EQ(derived(Bytes(22, 0x0B), {}, {}), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

}  // namespace
}  // namespace rekey::crypto
