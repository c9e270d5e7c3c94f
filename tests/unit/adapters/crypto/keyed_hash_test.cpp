#include "adapters/crypto/keyed_hash.hpp"

#include <gtest/gtest.h>

#include <set>

#include "adapters/crypto/key_file.hpp"
#include "bytes.hpp"
#include "vectors/key_vectors.hpp"

namespace rekey::crypto {
namespace {

using ports::MacPurpose;

class KeyedHash : public testing::Test {
protected:
    [[nodiscard]] std::string mac(MacPurpose purpose, std::initializer_list<ByteView> parts) const {
        return to_hex(hash_.mac(purpose, parts).view());
    }
    KeyRing ring_ = parse_key_file(vectors::kKeyFile).value();
    HmacKeyedHash hash_{ring_};
};

TEST_F(KeyedHash, MatchesAnotherImplementationForEveryPurpose) {
    const auto parts = {as_bytes("ab"), as_bytes(""), as_bytes("c")};
    EXPECT_EQ(mac(MacPurpose::AttemptHandle, parts), vectors::kMac_attempt_handle);
    EXPECT_EQ(mac(MacPurpose::Code, parts), vectors::kMac_code);
    EXPECT_EQ(mac(MacPurpose::Counter, parts), vectors::kMac_counter);
    EXPECT_EQ(mac(MacPurpose::Decoy, parts), vectors::kMac_decoy);
    EXPECT_EQ(mac(MacPurpose::CaptchaMark, parts), vectors::kMac_captcha_mark);
    EXPECT_EQ(mac(MacPurpose::Audit, parts), vectors::kMac_audit);
    EXPECT_EQ(mac(MacPurpose::PasswordVerifier, parts), vectors::kMac_password_verifier);
    EXPECT_EQ(mac(MacPurpose::MethodId, parts), vectors::kMac_method_id);
    EXPECT_EQ(mac(MacPurpose::Address, parts), vectors::kMac_address);
    EXPECT_EQ(mac(MacPurpose::Network, parts), vectors::kMac_network);
    EXPECT_EQ(mac(MacPurpose::Session, parts), vectors::kMac_session);
    EXPECT_EQ(mac(MacPurpose::WrongPassword, parts), vectors::kMac_wrong_password);
    EXPECT_EQ(mac(MacPurpose::Receipt, parts), vectors::kMac_receipt);
}

TEST_F(KeyedHash, TellsWhereOnePartEnds) {
    const std::set<std::string> macs{mac(MacPurpose::Code, {as_bytes("ab"), as_bytes("c")}),
                                     mac(MacPurpose::Code, {as_bytes("a"), as_bytes("bc")}), mac(MacPurpose::Code, {as_bytes("abc")}),
                                     mac(MacPurpose::Code, {as_bytes("abc"), as_bytes("")}), mac(MacPurpose::Code, {})};
    EXPECT_EQ(macs.size(), 5U);
}

TEST_F(KeyedHash, IsTheSameAfterSealingKeysRotate) {
    KeyRing rotated = parse_key_file(std::string(vectors::kKeyFile) + "seal 8 now " + std::string(64, 'a')).value();
    EXPECT_EQ(to_hex(HmacKeyedHash(rotated).mac(MacPurpose::Decoy, {as_bytes("x")}).view()), mac(MacPurpose::Decoy, {as_bytes("x")}));
}

}  // namespace
}  // namespace rekey::crypto
