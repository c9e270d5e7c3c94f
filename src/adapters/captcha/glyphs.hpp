#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace rekey::captcha {

/// One character of one font: how much ink each pixel holds, 0 to 255, cut to what is inked and a margin of one pixel without ink.
struct Glyph {
    int width = 0, height = 0;      ///< with the margin
    std::vector<std::uint8_t> ink;  ///< rows from the top

    /// Ink between the pixels (bilinear); none outside.
    [[nodiscard]] float at(float x, float y) const noexcept;
};

/// Every character of an alphabet in every font, drawn once by cairo: drawing text anew for each picture would take ten times as long.
class GlyphAtlas final {
public:
    /// Height of a capital letter in the atlas, in pixels.
    static constexpr int kCapHeight = 56;

    /// Throws Fault(Invariant) when the fonts (DejaVu Sans, Serif, Sans Mono) are not installed.
    explicit GlyphAtlas(std::string_view alphabet);
    [[nodiscard]] std::size_t fonts() const noexcept;
    /// `character` must be of the alphabet.
    [[nodiscard]] const Glyph& glyph(char character, std::size_t font) const;

private:
    std::string_view alphabet_;
    std::vector<Glyph> glyphs_;  ///< font by font
};

}  // namespace rekey::captcha
