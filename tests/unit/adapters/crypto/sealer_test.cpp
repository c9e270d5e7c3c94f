#include "adapters/crypto/sealer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/key_file.hpp"
#include "bytes.hpp"
#include "vectors/key_vectors.hpp"

namespace rekey::crypto {
namespace {

/// Counts up from 0xC8, so that nonces are known.
class CountingEntropy final : public ports::Entropy {
public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::copy(counting(0xC8, out.size()), out.begin()); }
    std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }
    IdBytes new_id() override { return {}; }
};

class Sealer : public testing::Test {
protected:
    KeyRing ring_ = parse_key_file(vectors::kKeyFile).value();
    OsEntropy entropy_;
    XChaChaSealer sealer_{ring_, entropy_};
    Bytes tenant_ = counting(0, 16), row_ = counting(16, 16);
    ports::SealContext here_{"authenticator", "address", tenant_, row_};
    ByteView text_ = as_bytes(vectors::kSealedText);
};

TEST_F(Sealer, MatchesAnotherImplementation) {
    CountingEntropy known;
    EXPECT_EQ(to_hex(XChaChaSealer(ring_, known).seal(text_, here_)), vectors::kSealedByKey7);
}

TEST_F(Sealer, OpensWhatAnOlderKeySealed) {
    const auto opened = sealer_.open(hex(vectors::kSealedByKey1), here_);
    ASSERT_TRUE(opened);
    EXPECT_EQ(to_text(*opened), vectors::kSealedText);
}

TEST_F(Sealer, OpensWhatItSealedAlsoWhenEmpty) {
    EXPECT_EQ(sealer_.open(sealer_.seal(text_, here_), here_), to_bytes(vectors::kSealedText));
    const auto sealed = sealer_.seal({}, here_);
    EXPECT_EQ(sealed.size(), XChaChaSealer::kOverhead);
    EXPECT_EQ(sealer_.open(sealed, here_), Bytes{});
}

TEST_F(Sealer, OpensACaptchaChallengeOfAnotherImplementation) {
    const auto opened = sealer_.open(from_base64url(vectors::kCaptchaToken).value(), {"captcha", "token", tenant_, {}});
    ASSERT_TRUE(opened);
    EXPECT_EQ(to_hex(*opened), vectors::kCaptchaPlain);
}

TEST_F(Sealer, NeverSealsTheSameTwice) { EXPECT_NE(sealer_.seal(text_, here_), sealer_.seal(text_, here_)); }

TEST_F(Sealer, RefusesAValueThatWasMoved) {
    const auto sealed = sealer_.seal(text_, here_);
    const Bytes other = counting(99, 16);
    EXPECT_FALSE(sealer_.open(sealed, {"outbox", "address", tenant_, row_}));
    EXPECT_FALSE(sealer_.open(sealed, {"authenticator", "label", tenant_, row_}));
    EXPECT_FALSE(sealer_.open(sealed, {"authenticator", "address", other, row_}));
    EXPECT_FALSE(sealer_.open(sealed, {"authenticator", "address", tenant_, other}));
    EXPECT_FALSE(sealer_.open(sealed, {"authenticatora", "ddress", tenant_, row_}));
    EXPECT_FALSE(sealer_.open(sealed, {"authenticator", "address", row_, tenant_}));
}

TEST_F(Sealer, RefusesAnAlteredValueAtEveryByte) {
    const auto sealed = sealer_.seal(text_, here_);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        auto altered = sealed;
        altered[at] ^= 1U;
        EXPECT_FALSE(sealer_.open(altered, here_)) << "byte " << at;
    }
}

TEST_F(Sealer, RefusesACutValueAtEveryLength) {
    const auto sealed = sealer_.seal(text_, here_);
    for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(sealer_.open(ByteView(sealed).first(size), here_)) << size;
}

TEST_F(Sealer, RefusesAKeyThatIsGone) {
    const auto sealed = sealer_.seal(text_, here_);
    ring_.seals.pop_back();
    EXPECT_FALSE(sealer_.open(sealed, here_));
    EXPECT_TRUE(sealer_.open(hex(vectors::kSealedByKey1), here_));
}

}  // namespace
}  // namespace rekey::crypto
