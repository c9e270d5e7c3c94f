#pragma once
#include <string_view>

#include "adapters/captcha/chance.hpp"
#include "adapters/captcha/glyphs.hpp"
#include "base/bytes.hpp"

namespace rekey::captcha {

constexpr int kPictureWidth = 300, kPictureHeight = 90;

/// The characters of `answer` as a PNG, bent, touching, and crossed by lines of the weight of their strokes. The same chance leads to the
/// same bytes. About 0.3 ms and 2.5 KB (see README).
[[nodiscard]] Bytes draw_picture(const GlyphAtlas& atlas, std::string_view answer, Chance chance);

}  // namespace rekey::captcha
