#include "adapters/phone/phone_numbers.hpp"

#include <gtest/gtest.h>

#include <array>

namespace rekey::phone {
namespace {

const LibPhoneNumbers kPhones;

TEST(PhoneNumbers, ReadsOneNumberInEverySpelling) {
    for (const auto* typed :
         {"0612345678", "06 1234 5678", "06-12345678", "+31612345678", "+31 6 12345678", "0031 6 12345678", " +31 (0)6 12345678 ",
          "+31.6.12.34.56.78", "+31\u00A06\u00A012345678", "\u202A+31 6 12345678\u202C", "06\u201112345678"}) {
        const auto number = kPhones.parse(typed, "NL");
        ASSERT_TRUE(number) << typed;
        EXPECT_EQ(*number, "+31612345678") << typed;
    }
}

TEST(PhoneNumbers, ANumberWithoutCountryCodeIsOfTheRegion) {
    EXPECT_EQ(kPhones.parse("0151 12345678", "DE").value(), "+4915112345678");
    EXPECT_EQ(kPhones.parse("07400 123456", "GB").value(), "+447400123456");
    EXPECT_EQ(kPhones.parse("(202) 456-1111", "US").value(), "+12024561111");
}

/// Malformed, other scripts' digits, letters, extensions, and more digits than E.164 has.
TEST(PhoneNumbers, RefusesWhatIsNoWholeNumber) {
    for (const auto* typed : {"",
                              " ",
                              "+",
                              "12",
                              "06",
                              "0612",
                              "+31",
                              "+31 6 1234567890123",
                              "+31 (0)0 12345678",
                              "+31 (0)06 12345678",
                              "not a number",
                              "0800-FLOWERS",
                              "+31 6 12345678 ext 5",
                              "+31 6 12345678;ext=5",
                              "tel:+31612345678",
                              "０６１２３４５６７８",
                              "٠٦١٢٣٤٥٦٧٨",
                              "+31 6 1234567𝟖",
                              "+31 6 1234567O",
                              "06 12345678, 06 87654321",
                              "++31612345678x",
                              "+999 123456789",
                              "+81 70187258766187258",
                              "+008170187258766187258",
                              "+31612345678\n+31687654321"}) {
        const auto number = kPhones.parse(typed, "NL");
        EXPECT_FALSE(number) << typed << " was read as " << number.value_or("");
    }
    EXPECT_FALSE(kPhones.parse(std::string(1'000'000, '1'), "NL"));
}

TEST(PhoneNumbers, RefusesNumbersThatCostExtraOrAreNobodysPhone) {
    struct Case {
        const char* typed;
        const char* region;
    };
    for (const auto& [typed, region] : {Case{"0900 1234567", "NL"}, Case{"0906 1234", "NL"}, Case{"0909 1234567", "NL"},
                                        Case{"0800 1234567", "NL"}, Case{"0900 123456", "DE"}, Case{"0180 1234567", "DE"},
                                        Case{"+44 909 0123456", "GB"}, Case{"+44 70 12345678", "GB"}, Case{"+1 900 234 5678", "US"}}) {
        EXPECT_FALSE(kPhones.parse(typed, region)) << typed;
    }
}

/// Who writes E.164 goes a shorter way to the same end.
TEST(PhoneNumbers, WhatIsInTheCanonicalFormIsReadAsItIsWithSpaces) {
    constexpr std::array<const char*, 6> kNational{"612345678", "0612345678", "2025550123", "91234", "8001234567", "900123456"};
    int taken = 0;
    for (int code = 1; code < 1000; ++code) {
        for (const std::string national : kNational) {
            const auto digits = std::to_string(code) + national;
            const auto compact = kPhones.parse("+" + digits, "NL"),
                       spaced = kPhones.parse("+ " + digits.substr(0, 4) + " " + digits.substr(4), "NL");
            ASSERT_EQ(compact.has_value(), spaced.has_value()) << digits;
            if (!compact) continue;
            ++taken;
            EXPECT_EQ(*compact, *spaced) << digits;
        }
    }
    EXPECT_GT(taken, 500);
}

/// Ranges are opened after the library was made: a possible length is enough.
TEST(PhoneNumbers, TakesAPossibleNumberThatIsInNoRangeItKnows) {
    EXPECT_TRUE(kPhones.parse("+31 97 1234567", "NL"));
    EXPECT_TRUE(kPhones.parse("+1 222 555 0100", "US"));
}

TEST(PhoneNumbers, TellsWhichCountryANumberIsOf) {
    const std::vector<std::string> nl{"NL"}, us{"US"}, many{"NL", "CA"}, both{"CA", "US"};
    EXPECT_EQ(kPhones.country_of("+31612345678", nl), "NL");
    EXPECT_EQ(kPhones.country_of("+4915112345678", nl), "");
    EXPECT_EQ(kPhones.country_of("+12024561111", us), "US");
    EXPECT_EQ(kPhones.country_of("+16135550100", us), "");  // Canada shares the code
    EXPECT_EQ(kPhones.country_of("+16135550100", many), "CA");
    EXPECT_EQ(kPhones.country_of("+12225550100", both), "CA");  // in no range that is known: the first that shares the code
    const std::vector<std::string> it{"IT", "VA", "KZ"};
    EXPECT_EQ(kPhones.country_of("+390612345678", it), "IT") << "its zero belongs to the number";
    EXPECT_EQ(kPhones.country_of("+77012345678", it), "KZ") << "Russia shares the code";
    for (const auto* none : {"nonsense", "", "+", "+3", "+31", "+999123456", "+31612345678901234567890", "31612345678"})
        EXPECT_EQ(kPhones.country_of(none, nl), "") << none;
}

}  // namespace
}  // namespace rekey::phone
