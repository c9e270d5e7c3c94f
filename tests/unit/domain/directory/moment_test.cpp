#include "domain/directory/moment.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

TEST(Moment, OfActiveDirectoryCountsFrom1601) {
    EXPECT_EQ(read_file_time("116444736000000000"), from_millis(0));
    EXPECT_EQ(read_file_time("134402050759969790"), from_millis(1'795'731'475'996));  // 2026-11-26T22:17:55.996Z
    for (const auto* const none :
         {"", "0", "-1", "1", "9223372036854775807", "9223372036854775808", "116444736000000000Z", " 1", "+1", "0x1"})
        EXPECT_EQ(read_file_time(none), std::nullopt) << none;
}

TEST(Moment, OfLdapIsGeneralizedTime) {
    constexpr auto kAt = from_millis(1'795'731'276'000);  // 2026-11-26T22:14:36Z
    for (const auto* const same : {"20261126221436Z", "20261126221436.0Z", "20261126221436,0Z", "20261126221436+0000", "20261126231436+01",
                                   "20261126201436-0200", "202611262214.6Z"})
        EXPECT_EQ(read_generalized_time(same), kAt) << same;
    EXPECT_EQ(read_generalized_time("20261126221436.580539Z"), kAt + Duration{580});
    EXPECT_EQ(read_generalized_time("2026112622Z"), kAt - minutes{14} - seconds{36});
    EXPECT_EQ(read_generalized_time("2026112622.5Z"), kAt + minutes{15} + seconds{24});
    EXPECT_EQ(read_generalized_time("19700101000000Z"), from_millis(0));
    for (const auto* const none :
         {"", "Z", "000001010000Z", "20261126221436", "20261126221436z", "20261126221436Z ", "20261126221436.Z", "20261126221436.5",
          "20261326221436Z", "20260230221436Z", "20261126241436Z", "20261126226036Z", "20261126221461Z", "2026112622143Z",
          "20261126221436+1", "20261126221436+2400", "2026-11-26T22:14:36Z", "19691231235959Z", "-0261126221436Z"})
        EXPECT_EQ(read_generalized_time(none), std::nullopt) << none;
}

TEST(Moment, NumbersAreWholeAndNothingElse) {
    EXPECT_EQ(read_number("66048"), 66048);
    EXPECT_EQ(read_number("-2147483646"), -2147483646);
    for (const auto* const none : {"", "-", "1 ", " 1", "1.0", "1e3", "99999999999999999999"})
        EXPECT_EQ(read_number(none), std::nullopt) << none;
}

}  // namespace
}  // namespace rekey::directory
