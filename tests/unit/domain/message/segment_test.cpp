#include "domain/message/segment.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rekey::message {
namespace {

std::string times(int count, std::string_view text) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

/// Row by row as 3GPP TS 23.038 section 6.2.1 prints the default alphabet, without the escape.
constexpr std::string_view kDefaultAlphabet[] = {"@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",  " !\"#¤%&'()*+,-./", "0123456789:;<=>?",
                                                 "¡ABCDEFGHIJKLMNO",   "PQRSTUVWXYZÄÖÑÜ§", "¿abcdefghijklmno",  "pqrstuvwxyzäöñüà"};

TEST(Segments, KnowTheDefaultAlphabetAndItsExtension) {
    int characters = 0;
    for (const auto row : kDefaultAlphabet) {
        const auto parts = segments(row);
        ASSERT_TRUE(parts);
        EXPECT_EQ(parts->alphabet, Alphabet::Gsm7) << row;
        characters += parts->units;
    }
    EXPECT_EQ(characters, 127) << "128 places, one of which is the escape";
    EXPECT_EQ(segments("\f^{}\\[~]|€"), (Segments{Alphabet::Gsm7, 20, 1})) << "ten characters of two septets";
    for (const auto* const other : {"ç", "`", "’", "“", "…", "é́", "я", "😀", "\t"})
        EXPECT_EQ(segments(other)->alphabet, Alphabet::Ucs2) << other;
}

TEST(Segments, AreOf160SeptetsAloneAnd153Together) {
    EXPECT_EQ(segments(""), (Segments{Alphabet::Gsm7, 0, 0}));
    EXPECT_EQ(segments(times(160, "a")), (Segments{Alphabet::Gsm7, 160, 1}));
    EXPECT_EQ(segments(times(161, "a")), (Segments{Alphabet::Gsm7, 161, 2}));
    EXPECT_EQ(segments(times(306, "a")), (Segments{Alphabet::Gsm7, 306, 2}));
    EXPECT_EQ(segments(times(307, "a")), (Segments{Alphabet::Gsm7, 307, 3}));
}

TEST(Segments, AreOf70UnitsAloneAnd67Together) {
    EXPECT_EQ(segments(times(70, "я")), (Segments{Alphabet::Ucs2, 70, 1}));
    EXPECT_EQ(segments(times(71, "я")), (Segments{Alphabet::Ucs2, 71, 2}));
    EXPECT_EQ(segments(times(134, "я")), (Segments{Alphabet::Ucs2, 134, 2}));
    EXPECT_EQ(segments(times(135, "я")), (Segments{Alphabet::Ucs2, 135, 3}));
}

TEST(Segments, CutNoCharacterInTwo) {
    // 152 septets, then one of two: it begins the next segment, and so 306 septets do not fit in two.
    EXPECT_EQ(segments(times(152, "a") + "€" + times(152, "a"))->count, 3);
    EXPECT_EQ(segments(times(151, "a") + "€" + times(153, "a"))->count, 2);
    EXPECT_EQ(segments(times(66, "я") + "😀" + times(66, "я"))->count, 3);
    EXPECT_EQ(segments(times(65, "я") + "😀" + times(67, "я"))->count, 2);
}

TEST(Segments, AreNoneOfWhatIsNoText) { EXPECT_EQ(segments("\xff"), std::nullopt); }

TEST(FitsOneSegment, CountsAsPhonesDo) {
    EXPECT_TRUE(fits_one_segment(std::string(160, 'a')));
    EXPECT_FALSE(fits_one_segment(std::string(161, 'a')));
    EXPECT_TRUE(fits_one_segment(std::string(79, 'a') + "@[]" + std::string(76, 'b')));
    EXPECT_FALSE(fits_one_segment(std::string(158, 'a') + "[x"));
    std::string umlauts;
    for (int i = 0; i < 160; ++i) umlauts += "ü";
    EXPECT_TRUE(fits_one_segment(umlauts));
    EXPECT_TRUE(fits_one_segment("’" + std::string(69, 'a')));
    EXPECT_FALSE(fits_one_segment("’" + std::string(70, 'a')));
    EXPECT_FALSE(fits_one_segment("😀" + std::string(69, 'a')));
    EXPECT_FALSE(fits_one_segment("\xff"));
}

}  // namespace
}  // namespace rekey::message
