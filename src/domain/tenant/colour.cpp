#include "domain/tenant/colour.hpp"

#include <algorithm>
#include <cmath>

#include "base/encoding.hpp"

namespace rekey::tenant {
namespace {

double linear(std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const Colour& c) { return 0.2126 * linear(c.rgb[0]) + 0.7152 * linear(c.rgb[1]) + 0.0722 * linear(c.rgb[2]); }

/// `step` of 100 on the way from one colour to the other.
Colour mix(const Colour& from, const Colour& to, int step) {
    Colour mixed;
    for (std::size_t i = 0; i < mixed.rgb.size(); ++i) {
        mixed.rgb[i] = static_cast<std::uint8_t>((from.rgb[i] * (100 - step) + to.rgb[i] * step) / 100);
    }
    return mixed;
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) {
    Colour colour;
    if (!text.starts_with('#') || !from_hex(text.substr(1), colour.rgb)) return std::nullopt;
    return colour;
}

std::string to_text(const Colour& colour) { return "#" + to_hex(colour.rgb); }

double contrast(const Colour& a, const Colour& b) {
    const double one = luminance(a), other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

Colour readable_on(const Colour& ground, const Colour& colour) {
    constexpr Colour kBlack{{0, 0, 0}}, kWhite{{0xFF, 0xFF, 0xFF}};
    const auto goal = contrast(ground, kBlack) > contrast(ground, kWhite) ? kBlack : kWhite;
    for (int step = 0; step < 100; ++step) {
        const auto candidate = mix(colour, goal, step);
        if (contrast(ground, candidate) >= kReadable) return candidate;
    }
    return goal;
}

}  // namespace rekey::tenant
