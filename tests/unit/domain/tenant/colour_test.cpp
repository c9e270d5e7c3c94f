#include "domain/tenant/colour.hpp"

#include <gtest/gtest.h>

namespace rekey::tenant {
namespace {

Colour colour(const char* text) { return parse_colour(text).value(); }

TEST(Colour, IsSixHexadecimalDigits) {
    EXPECT_EQ(to_text(colour("#0B5e6E")), "#0b5e6e");
    for (const auto* text : {"", "0b5e6e", "#0b5e6", "#0b5e6e0", "#fff", "#0b5e6g", "red", "#0b5e6e;"})
        EXPECT_FALSE(parse_colour(text)) << text;
}

// Expected ratios: examples published with the WCAG techniques (G18) and by common contrast checkers.
TEST(Colour, ContrastIsThatOfWcag) {
    EXPECT_DOUBLE_EQ(contrast(colour("#000000"), colour("#ffffff")), 21.0);
    EXPECT_DOUBLE_EQ(contrast(colour("#123456"), colour("#123456")), 1.0);
    EXPECT_NEAR(contrast(colour("#777777"), colour("#ffffff")), 4.48, 0.005);
    EXPECT_NEAR(contrast(colour("#767676"), colour("#ffffff")), 4.54, 0.005);
    EXPECT_NEAR(contrast(colour("#ff0000"), colour("#ffffff")), 4.00, 0.005);
    EXPECT_NEAR(contrast(colour("#0000ff"), colour("#ffffff")), 8.59, 0.005);
}

TEST(Colour, ContrastDoesNotDependOnWhichIsTheGround) {
    EXPECT_DOUBLE_EQ(contrast(colour("#0b5e6e"), kDarkSurface), contrast(kDarkSurface, colour("#0b5e6e")));
}

TEST(Colour, ReadableKeepsAColourThatIsReadableAlready) { EXPECT_EQ(readable_on(kLightSurface, colour("#0b5e6e")), colour("#0b5e6e")); }

TEST(Colour, ReadableMovesAColourOnlyAsFarAsNeeded) {
    for (const auto* text : {"#ffcc00", "#ffffff", "#00ff00", "#808080", "#000000"}) {
        for (const auto& ground : {kLightSurface, kDarkSurface}) {
            const auto moved = readable_on(ground, colour(text));
            EXPECT_GE(contrast(ground, moved), kReadable) << text;
            if (moved != colour(text)) EXPECT_LT(contrast(ground, moved), kReadable + 0.5) << text;
        }
    }
}

}  // namespace
}  // namespace rekey::tenant
