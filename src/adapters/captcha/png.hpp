#pragma once
#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace rekey::captcha {

/// A PNG (ISO/IEC 15948) of four greys, two bits a pixel: `ink` of 0 is white, 255 black, `width` a multiple of 4, rows from the top.
/// Four greys are enough for smooth edges, and bound the size: stored without any compression, 240 × 80 take 4.9 KB.
[[nodiscard]] Bytes encode_png(std::span<const std::uint8_t> ink, std::uint32_t width);

}  // namespace rekey::captcha
