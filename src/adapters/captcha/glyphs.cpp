#include "adapters/captcha/glyphs.hpp"

#include <cairo.h>
#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "base/error.hpp"

namespace rekey::captcha {
namespace {

struct Font {
    const char* family;
    cairo_font_weight_t weight;
};

// From Debian's fonts-dejavu-core, without the serif of normal weight: its hairlines are lost under the lines. Slant comes from shearing.
constexpr std::array kFonts{
    Font{"DejaVu Sans", CAIRO_FONT_WEIGHT_NORMAL},    Font{"DejaVu Sans", CAIRO_FONT_WEIGHT_BOLD},
    Font{"DejaVu Serif", CAIRO_FONT_WEIGHT_BOLD},     Font{"DejaVu Sans Mono", CAIRO_FONT_WEIGHT_NORMAL},
    Font{"DejaVu Sans Mono", CAIRO_FONT_WEIGHT_BOLD},
};

/// Room for the widest letter.
constexpr int kSide = 2 * GlyphAtlas::kCapHeight;
/// Cap height of the DejaVu fonts, as a part of the font size.
constexpr double kCapPart = 0.729;

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Pen = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

/// The inked part of an 8-bit surface with its margin; empty when there is no ink.
Glyph cut(cairo_surface_t* surface) {
    cairo_surface_flush(surface);
    const auto* data = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    int left = kSide, right = -1, top = kSide, bottom = -1;
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            if (data[y * stride + x] == 0) continue;
            left = std::min(left, x), right = std::max(right, x);
            top = std::min(top, y), bottom = std::max(bottom, y);
        }
    }
    if (right < left) return {};

    --left, --top, ++right, ++bottom;  // the surface is far larger than a character
    Glyph glyph{right - left + 1, bottom - top + 1, {}};
    for (int y = top; y <= bottom; ++y) glyph.ink.insert(glyph.ink.end(), data + y * stride + left, data + y * stride + right + 1);
    return glyph;
}

Glyph draw(char character, const Font& font) {
    const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_A8, kSide, kSide), cairo_surface_destroy);
    const Pen pen(cairo_create(surface.get()), cairo_destroy);
    cairo_select_font_face(pen.get(), font.family, CAIRO_FONT_SLANT_NORMAL, font.weight);
    cairo_set_font_size(pen.get(), GlyphAtlas::kCapHeight / kCapPart);
    cairo_move_to(pen.get(), kSide / 8.0, kSide * 0.75);
    const std::array text{character, '\0'};
    cairo_show_text(pen.get(), text.data());
    return cut(surface.get());
}

/// Without its font the toolkit draws the same box, or nothing, for every character.
bool are_letters(const std::vector<Glyph>& glyphs) {
    return std::ranges::none_of(glyphs, [](const Glyph& glyph) { return glyph.ink.empty(); }) && glyphs.front().ink != glyphs.back().ink;
}

}  // namespace

float Glyph::at(float x, float y) const noexcept {
    if (!(x >= 0 && y >= 0)) return 0;
    const auto column = static_cast<int>(x), row = static_cast<int>(y);
    if (column >= width - 1 || row >= height - 1) return 0;
    const float right_part = x - static_cast<float>(column), lower_part = y - static_cast<float>(row);
    const auto* upper = ink.data() + row * width + column;
    const auto* lower = upper + width;
    const auto mix = [right_part](const std::uint8_t* pair) {
        return static_cast<float>(pair[0]) + right_part * static_cast<float>(pair[1] - pair[0]);
    };
    return mix(upper) + lower_part * (mix(lower) - mix(upper));
}

GlyphAtlas::GlyphAtlas(std::string_view alphabet) : alphabet_(alphabet) {
    for (const auto& font : kFonts) {
        for (const char character : alphabet) glyphs_.push_back(draw(character, font));
    }
    // Nothing is drawn with fonts again: give back what cairo and fontconfig hold.
    cairo_debug_reset_static_data();
    FcFini();
    if (!are_letters(glyphs_)) throw Fault(FaultKind::Invariant, "captcha: no fonts to draw with; install fonts-dejavu-core");
}

std::size_t GlyphAtlas::fonts() const noexcept { return kFonts.size(); }

const Glyph& GlyphAtlas::glyph(char character, std::size_t font) const {
    return glyphs_.at(font * alphabet_.size() + alphabet_.find(character));
}

}  // namespace rekey::captcha
