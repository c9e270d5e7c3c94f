#include "adapters/captcha/picture.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <optional>

#include "adapters/captcha/answer.hpp"
#include "adapters/captcha/png.hpp"

namespace rekey::captcha {
namespace {

const GlyphAtlas& atlas() {
    static const GlyphAtlas made(kLetters);
    return made;
}

std::uint32_t number_at(ByteView bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (const auto byte : bytes.subspan(at, 4)) number = number << 8U | byte;
    return number;
}

/// What a reader of PNG sees: 0 black to 3 white, a byte a pixel; nothing when a chunk or its check sum is wrong.
struct Image {
    std::uint32_t width = 0, height = 0;
    Bytes pixels;
};

std::optional<Image> read_png(ByteView png) {
    Image image;
    Bytes packed;
    for (std::size_t at = 8; at + 12 <= png.size();) {
        const auto size = number_at(png, at);
        const auto kind = to_text(png.subspan(at + 4, 4));
        const auto data = png.subspan(at + 8, size);
        if (::crc32(0, png.data() + at + 4, size + 4) != number_at(png, at + 8 + size)) return std::nullopt;
        if (kind == "IHDR") {
            image.width = number_at(data, 0), image.height = number_at(data, 4);
            if (to_text(data.subspan(8)) != std::string("\x02\0\0\0\0", 5)) return std::nullopt;
        }
        if (kind == "IDAT") packed.assign(data.begin(), data.end());
        at += 12 + size;
    }
    Bytes rows((image.width / 4 + 1) * image.height);
    auto size = static_cast<uLongf>(rows.size());
    if (::uncompress(rows.data(), &size, packed.data(), static_cast<uLong>(packed.size())) != Z_OK || size != rows.size())
        return std::nullopt;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (at % (image.width / 4 + 1) == 0) continue;  // the row's filter: none
        for (const unsigned shift : {6U, 4U, 2U, 0U}) image.pixels.push_back(rows[at] >> shift & 3U);
    }
    return image;
}

Chance chance(std::uint8_t seed) { return Chance(Mac{{seed, 7, 7, 7}}); }

TEST(Png, HoldsThePixelsItWasGiven) {
    const Bytes ink{0, 64, 128, 192, 255, 255, 0, 0, 63, 127, 191, 254, 0, 0, 0, 255};
    const auto png = encode_png(ink, 8);
    EXPECT_EQ(to_text(ByteView(png).first(8)), "\x89PNG\r\n\x1A\n");
    const auto image = read_png(png);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->width, 8U);
    EXPECT_EQ(image->height, 2U);
    EXPECT_EQ(image->pixels, (Bytes{3, 2, 1, 0, 0, 0, 3, 3, 3, 2, 1, 0, 3, 3, 3, 0}));
}

TEST(GlyphAtlas, HoldsEveryLetterInEveryFontAndTheyDiffer) {
    for (std::size_t font = 0; font < atlas().fonts(); ++font) {
        for (const char letter : kLetters) {
            const auto& glyph = atlas().glyph(letter, font);
            EXPECT_GT(glyph.width, 15) << letter;
            EXPECT_NEAR(glyph.height, GlyphAtlas::kCapHeight, 8) << letter;
            const auto same = std::ranges::count_if(kLetters, [&](char other) { return atlas().glyph(other, font).ink == glyph.ink; });
            EXPECT_EQ(same, 1) << letter;
        }
        if (font > 0) EXPECT_NE(atlas().glyph('R', font).ink, atlas().glyph('R', font - 1).ink);
    }
}

TEST(Glyph, HasNoInkOutsideAndMixesBetweenPixels) {
    const Glyph glyph{3, 3, {0, 0, 0, 0, 200, 0, 0, 0, 0}};
    EXPECT_FLOAT_EQ(glyph.at(1, 1), 200);
    EXPECT_FLOAT_EQ(glyph.at(0.5F, 1), 100);
    EXPECT_FLOAT_EQ(glyph.at(1.5F, 1.5F), 50);
    for (const float far : {-0.01F, -1e9F, 2.0F, 1e9F}) EXPECT_FLOAT_EQ(glyph.at(far, 1) + glyph.at(1, far), 0);
}

TEST(Picture, IsSmallWhateverItShows) {
    std::size_t most = 0;
    for (int seed = 0; seed < 256; ++seed) {
        for (const auto* answer : {"WWWWWW", "MWMWMW", "LLLLLL", "R3KDBX"}) {
            most = std::max(most, draw_picture(atlas(), answer, chance(static_cast<std::uint8_t>(seed))).size());
        }
    }
    EXPECT_LE(most, 5000U);
}

TEST(Picture, IsMostlyPaperWithEnoughInk) {
    const auto image = read_png(draw_picture(atlas(), "R3KDBX", chance(1)));
    ASSERT_TRUE(image);
    EXPECT_EQ(image->width, static_cast<std::uint32_t>(kPictureWidth));
    EXPECT_EQ(image->height, static_cast<std::uint32_t>(kPictureHeight));
    const auto black = static_cast<double>(std::ranges::count(image->pixels, 0)) / static_cast<double>(image->pixels.size());
    EXPECT_GT(black, 0.05);
    EXPECT_LT(black, 0.5);
}

TEST(Picture, IsAnotherForAnotherSeed) {
    EXPECT_NE(draw_picture(atlas(), "R3KDBX", chance(1)), draw_picture(atlas(), "R3KDBX", chance(2)));
}

}  // namespace
}  // namespace rekey::captcha
