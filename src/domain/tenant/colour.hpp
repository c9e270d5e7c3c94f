#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rekey::tenant {

/// sRGB.
struct Colour {
    std::array<std::uint8_t, 3> rgb{};
    friend bool operator==(const Colour&, const Colour&) = default;
};

/// "#0b5e6e", either case.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);
[[nodiscard]] std::string to_text(const Colour& colour);

/// Contrast ratio, 1 to 21 (WCAG 2.2, definitions of "relative luminance" and "contrast ratio").
[[nodiscard]] double contrast(const Colour& a, const Colour& b);

/// The least for text (WCAG 2.2, success criterion 1.4.3).
inline constexpr double kReadable = 4.5;

/// Grounds of the portal's themes, as in web/src/shared/tokens.css.
inline constexpr Colour kLightSurface{{0xFF, 0xFF, 0xFF}}, kDarkSurface{{0x18, 0x21, 0x20}};

/// The colour itself when it is readable on that ground, else the nearest one on its way to black or white that is.
[[nodiscard]] Colour readable_on(const Colour& ground, const Colour& colour);

}  // namespace rekey::tenant
