#include "adapters/captcha/picture.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "adapters/captcha/canvas.hpp"
#include "adapters/captcha/png.hpp"

namespace rekey::captcha {
namespace {

constexpr auto kWidth = static_cast<float>(kPictureWidth), kHeight = static_cast<float>(kPictureHeight);

std::vector<float> wave(Chance& chance, int length, float most, float shortest, float longest) {
    const float height = chance.between(most / 2, most), phase = chance.between(0, 2 * std::numbers::pi_v<float>);
    const float step = 2 * std::numbers::pi_v<float> / chance.between(shortest, longest);
    std::vector<float> offsets(static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < offsets.size(); ++i) offsets[i] = height * std::sin(step * static_cast<float>(i) + phase);
    return offsets;
}

struct Placed {
    const Glyph* glyph;
    Placement placement;
    float width;
};

/// Sizes, turns and slants; then side by side, each a little into the one before.
std::vector<Placed> arrange(const GlyphAtlas& atlas, std::string_view answer, Chance& chance) {
    std::vector<Placed> row;
    float total = 0;
    for (const char character : answer) {
        const Glyph& glyph = atlas.glyph(character, chance.below(atlas.fonts()));
        Placement placed;
        placed.height = chance.between(44, 54) / GlyphAtlas::kCapHeight;
        placed.width = placed.height * chance.between(0.75F, 1);
        placed.turn = chance.between(-0.3F, 0.3F);
        placed.slant = chance.between(-0.15F, 0.15F);
        // A turned or slanted letter leans over: half of that is given to it, so that stems touch but do not lie on each other.
        const float lean = static_cast<float>(glyph.height) * placed.height * std::abs(placed.turn - placed.slant) / 2;
        const float width = static_cast<float>(glyph.width) * placed.width + lean - chance.between(1.5F, 4);
        row.push_back({&glyph, placed, width});
        total += width;
    }
    const float room = kWidth - 20;
    const float squeeze = total > room ? room / total : 1;
    float x = (kWidth - total * squeeze) / 2;
    for (auto& [glyph, placement, width] : row) {
        placement.width *= squeeze;
        placement.middle = {x + width * squeeze / 2, kHeight / 2 + chance.between(-7, 7)};
        x += width * squeeze;
    }
    return row;
}

/// From edge to edge through the middle of the picture.
Stroke line_across(Chance& chance, float thickness) {
    const auto height = [&] { return chance.between(kHeight * 0.1F, kHeight * 0.9F); };
    return {{{{chance.between(0, 16), height()},
              {kWidth / 3, height()},
              {kWidth * 2 / 3, height()},
              {kWidth - chance.between(0, 16), height()}}},
            thickness};
}

}  // namespace

Bytes draw_picture(const GlyphAtlas& atlas, std::string_view answer, Chance chance) {
    auto across = wave(chance, kPictureHeight, 4.5F, 35, 70);
    auto along = wave(chance, kPictureWidth, 5, 60, 140);
    Canvas canvas(kPictureWidth, kPictureHeight, {std::move(across), std::move(along)});
    for (const auto& [glyph, placement, width] : arrange(atlas, answer, chance)) canvas.draw(*glyph, placement);
    canvas.erase(line_across(chance, chance.between(1.2F, 1.7F)));
    canvas.draw(line_across(chance, chance.between(3.5F, 5)));
    for (int i = 0; i < 60; ++i) {
        const auto x = static_cast<int>(chance.below(kPictureWidth)), y = static_cast<int>(chance.below(kPictureHeight));
        canvas.speck(x, y, static_cast<std::uint8_t>(chance.below(2) * 255));
    }
    return encode_png(canvas.ink(), kPictureWidth);
}

}  // namespace rekey::captcha
