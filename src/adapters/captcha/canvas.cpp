#include "adapters/captcha/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rekey::captcha {
namespace {

/// Half the edges of the upright box around a glyph that was scaled, slanted and turned, and room for the waves.
Point reach(const Glyph& glyph, const Placement& placed) {
    constexpr float kWaves = 8;
    const float half_height = static_cast<float>(glyph.height) * placed.height / 2;
    const float half_width = static_cast<float>(glyph.width) * placed.width / 2 + std::abs(placed.slant) * half_height;
    const float c = std::abs(std::cos(placed.turn)), s = std::abs(std::sin(placed.turn));
    return {half_width * c + half_height * s + kWaves, half_width * s + half_height * c + kWaves};
}

Point on_curve(const Stroke& stroke, float t) {
    const float u = 1 - t;
    const std::array weights{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
    Point at;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        at.x += weights[i] * stroke.points[i].x;
        at.y += weights[i] * stroke.points[i].y;
    }
    return at;
}

float distance(Point from, int x, int y) {
    const float dx = static_cast<float>(x) - from.x, dy = static_cast<float>(y) - from.y;
    return std::sqrt(dx * dx + dy * dy);
}

}  // namespace

Canvas::Canvas(int width, int height, Warp warp)
    : width_(width), height_(height), warp_(std::move(warp)), ink_(static_cast<std::size_t>(width * height)) {}

void Canvas::draw(const Glyph& glyph, const Placement& placed) {
    const Point half = reach(glyph, placed);
    const int left = std::max(0, static_cast<int>(placed.middle.x - half.x));
    const int right = std::min(width_, static_cast<int>(placed.middle.x + half.x) + 1);
    const int top = std::max(0, static_cast<int>(placed.middle.y - half.y));
    const int bottom = std::min(height_, static_cast<int>(placed.middle.y + half.y) + 1);
    const float c = std::cos(placed.turn), s = std::sin(placed.turn);
    const float middle_x = static_cast<float>(glyph.width - 1) / 2, middle_y = static_cast<float>(glyph.height - 1) / 2;

    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            // From the picture back to the glyph: unbend, turn back, unslant, unscale.
            const float dx = static_cast<float>(x) + warp_.across[static_cast<std::size_t>(y)] - placed.middle.x;
            const float dy = static_cast<float>(y) + warp_.along[static_cast<std::size_t>(x)] - placed.middle.y;
            const float turned_y = c * dy - s * dx;
            const float turned_x = c * dx + s * dy - placed.slant * turned_y;
            const float found = glyph.at(turned_x / placed.width + middle_x, turned_y / placed.height + middle_y);
            auto& pixel = ink_[static_cast<std::size_t>(y * width_ + x)];
            pixel = std::max(pixel, static_cast<std::uint8_t>(found));
        }
    }
}

template <class Put>
void Canvas::follow(const Stroke& stroke, Put put) {
    const float radius = stroke.thickness / 2;
    constexpr int kSteps = 320;  // about one a pixel of width
    for (int step = 0; step <= kSteps; ++step) {
        const Point at = on_curve(stroke, static_cast<float>(step) / kSteps);
        const int reach = static_cast<int>(radius) + 1;
        for (int y = std::max(0, static_cast<int>(at.y) - reach); y <= std::min(height_ - 1, static_cast<int>(at.y) + reach); ++y) {
            for (int x = std::max(0, static_cast<int>(at.x) - reach); x <= std::min(width_ - 1, static_cast<int>(at.x) + reach); ++x) {
                const float away = distance(at, x, y);
                const float ink = std::clamp((radius + 0.5F - away) * 255, 0.0F, 255.0F);
                put(ink_[static_cast<std::size_t>(y * width_ + x)], static_cast<std::uint8_t>(ink));
            }
        }
    }
}

void Canvas::draw(const Stroke& stroke) {
    follow(stroke, [](std::uint8_t& pixel, std::uint8_t ink) { pixel = std::max(pixel, ink); });
}

void Canvas::erase(const Stroke& stroke) {
    follow(stroke, [](std::uint8_t& pixel, std::uint8_t ink) { pixel = std::min(pixel, static_cast<std::uint8_t>(255 - ink)); });
}

void Canvas::speck(int x, int y, std::uint8_t ink) { ink_[static_cast<std::size_t>(y * width_ + x)] = ink; }

}  // namespace rekey::captcha
