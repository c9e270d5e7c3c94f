#include "domain/method/recovery_code.hpp"

#include <gtest/gtest.h>

#include <array>

#include "domain/method/base32.hpp"
#include "domain/method/totp_key.hpp"

namespace rekey::method {
namespace {

std::string fold(std::string_view typed) { return std::string(fold_recovery_code(Secret{typed}).reveal()); }

TEST(Base32, HasTheVectorsOfRfc4648WithoutPadding) {
    EXPECT_EQ(to_base32(as_bytes(""), kRfc4648Alphabet), "");
    EXPECT_EQ(to_base32(as_bytes("f"), kRfc4648Alphabet), "MY");
    EXPECT_EQ(to_base32(as_bytes("fo"), kRfc4648Alphabet), "MZXQ");
    EXPECT_EQ(to_base32(as_bytes("foo"), kRfc4648Alphabet), "MZXW6");
    EXPECT_EQ(to_base32(as_bytes("foob"), kRfc4648Alphabet), "MZXW6YQ");
    EXPECT_EQ(to_base32(as_bytes("fooba"), kRfc4648Alphabet), "MZXW6YTB");
    EXPECT_EQ(to_base32(as_bytes("foobar"), kRfc4648Alphabet), "MZXW6YTBOI");
}

TEST(RecoveryCode, IsEightyBitsInFourGroups) {
    EXPECT_EQ(make_recovery_code(std::array<std::uint8_t, 10>{}).reveal(), "0000-0000-0000-0000");
    std::array<std::uint8_t, 10> ones{};
    ones.fill(0xFF);
    EXPECT_EQ(make_recovery_code(ones).reveal(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    // 00 44 32 14 C7 42 54 B6 35 CF holds the values 0 to 15, five bits each.
    EXPECT_EQ(make_recovery_code({{0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF}}).reveal(), "0123-4567-89AB-CDEF");
}

TEST(RecoveryCode, IsReadHoweverItWasWrittenDown) {
    for (const auto* typed :
         {"0123-4567-89AB-CDEF", "0123456789abcdef", " 0123 4567 89ab cdef ", "oI23-4567-89aB-cDEf", "Ol23456789ABCDEF"})
        EXPECT_EQ(fold(typed), "0123456789ABCDEF") << typed;
    EXPECT_EQ(fold(make_recovery_code(std::array<std::uint8_t, 10>{1, 2, 3}).reveal()).size(), kRecoveryCodeSize);
}

TEST(RecoveryCode, WhatIsNoCodeStaysDifferent) {
    EXPECT_NE(fold("0123-4567-89AB-CDEU"), "0123456789ABCDEF");
    EXPECT_NE(fold("０１２３-4567-89AB-CDEF"), "0123456789ABCDEF");
    EXPECT_EQ(fold(""), "");
}

TEST(TotpKey, MakesTheAddressAnAppReads) {
    const Secret key{std::string_view("12345678901234567890")};
    EXPECT_EQ(totp_uri(key, "Contoso & Söns", "anna@contoso.example").reveal(),
              "otpauth://totp/Contoso%20%26%20S%C3%B6ns:anna%40contoso.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Contoso%20%26%20S%C3%B6ns&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(totp_key_text(key).reveal(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

TEST(KindOfCode, TakesDigitsForAnAppsCode) {
    for (const auto* typed : {"123456", "123 456", "1234-5678", "1", "", "   "})
        EXPECT_EQ(kind_of_code(Secret{typed}), Kind::Totp) << typed;
    for (const auto* typed : {"4F7Q-0ZKD-81MX-RT2B", "4f7q", "12345o", "1234567890123456", "1234-5678-9012-3456", "１２３４５６"})
        EXPECT_EQ(kind_of_code(Secret{typed}), Kind::RecoveryCode) << typed;
}

}  // namespace
}  // namespace rekey::method
