#include "adapters/captcha/token.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "vectors/key_vectors.hpp"

namespace rekey::captcha {
namespace {

Token sample() {
    Token token{ports::CaptchaKind::Sound, from_millis(0x0102030405060708), {}, "nl", "123456"};
    token.nonce.fill(0xAB);
    return token;
}

TEST(CaptchaToken, HasTheShapeTheReadmeSays) { EXPECT_EQ(to_hex(encode(sample())), vectors::kCaptchaPlain); }

TEST(CaptchaToken, IsReadBack) {
    const auto token = decode(encode(sample()));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->kind, ports::CaptchaKind::Sound);
    EXPECT_EQ(token->expires_at, sample().expires_at);
    EXPECT_EQ(token->nonce, sample().nonce);
    EXPECT_EQ(token->language, "nl");
    EXPECT_EQ(token->answer, "123456");
}

TEST(CaptchaToken, IsRefusedInAnyOtherShape) {
    const auto bytes = encode(sample());
    EXPECT_FALSE(decode({}));
    EXPECT_FALSE(decode(ByteView(bytes).first(bytes.size() - 1)));
    auto longer = bytes, later = bytes, unknown = bytes;
    longer.push_back(0), later[0] = 2, unknown[1] = 2;
    EXPECT_FALSE(decode(longer));
    EXPECT_FALSE(decode(later));
    EXPECT_FALSE(decode(unknown));
}

}  // namespace
}  // namespace rekey::captcha
