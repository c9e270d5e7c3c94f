#include "adapters/otp/totp.hpp"

#include <gtest/gtest.h>

namespace rekey::otp {
namespace {

/// RFC 6238 appendix B, SHA-1, of which an app shows the last six of eight digits.
const Secret& rfc_key() {
    static const Secret kKey{std::string_view("12345678901234567890")};
    return kKey;
}
struct Vector {
    std::int64_t at;  ///< seconds since 1970
    const char* code;
};
constexpr Vector kVectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                               {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};

Instant second(std::int64_t at) { return from_millis(at * 1000); }

TEST(Totp, TakesTheCodesOfRfc6238AndTellsTheirStep) {
    const OathTotp totp;
    for (const auto& [at, code] : kVectors) {
        EXPECT_EQ(totp.step_of(rfc_key(), code, second(at)), at / 30) << at;
    }
}

TEST(Totp, TakesTheStepBeforeAndTheOneAfterAndNoOther) {
    const OathTotp totp;
    constexpr std::int64_t kStep = 1111111109 / 30;
    for (const std::int64_t off : {-1, 0, 1}) {
        EXPECT_EQ(totp.step_of(rfc_key(), "081804", second((kStep + off) * 30)), kStep) << off;
        EXPECT_EQ(totp.step_of(rfc_key(), "081804", second((kStep + off) * 30 + 29)), kStep) << off;
    }
    for (const std::int64_t off : {-2, 2, 100}) {
        EXPECT_EQ(totp.step_of(rfc_key(), "081804", second((kStep + off) * 30)), std::nullopt) << off;
    }
}

TEST(Totp, TakesNothingButSixDigits) {
    const OathTotp totp;
    for (const auto* code : {"", "81804", "0818040", "14081804", "08180a", "------", "０８１８０４", "081 804"}) {
        EXPECT_EQ(totp.step_of(rfc_key(), code, second(1111111109)), std::nullopt) << code;
    }
}

TEST(Totp, AnotherKeyMakesOtherCodes) {
    EXPECT_EQ(OathTotp().step_of(Secret{std::string_view("12345678901234567891")}, "081804", second(1111111109)), std::nullopt);
}

}  // namespace
}  // namespace rekey::otp
