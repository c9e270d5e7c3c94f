#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "adapters/captcha/glyphs.hpp"

namespace rekey::captcha {

struct Point {
    float x = 0, y = 0;
};

/// Where and how a glyph is put: its middle, its scale in both directions, its turn in radians, its slant (shear of x by y).
struct Placement {
    Point middle;
    float width = 1, height = 1, turn = 0, slant = 0;
};

/// A smooth line through the picture (a cubic Bézier curve) of one thickness.
struct Stroke {
    std::array<Point, 4> points;
    float thickness = 1;
};

/// Waves that bend everything drawn: each point is looked up `across[y]` to the right and `along[x]` below.
struct Warp {
    std::vector<float> across, along;
};

/// Ink on paper, 0 (none) to 255 a pixel.
class Canvas final {
public:
    Canvas(int width, int height, Warp warp);
    [[nodiscard]] int width() const noexcept { return width_; }
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] const std::vector<std::uint8_t>& ink() const noexcept { return ink_; }

    void draw(const Glyph& glyph, const Placement& placement);
    void draw(const Stroke& stroke);   ///< adds ink
    void erase(const Stroke& stroke);  ///< takes ink away
    void speck(int x, int y, std::uint8_t ink);

private:
    template <class Put>
    void follow(const Stroke& stroke, Put put);

    int width_, height_;
    Warp warp_;
    std::vector<std::uint8_t> ink_;
};

}  // namespace rekey::captcha
