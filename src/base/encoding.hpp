#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace rekey {

/// Lower-case hexadecimal (RFC 4648 section 8).
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Fills `out` exactly; false when the text is not 2 × out.size() hexadecimal digits.
[[nodiscard]] bool from_hex(std::string_view text, std::span<std::uint8_t> out) noexcept;

/// base64 with padding (RFC 4648 section 4), on one line.
[[nodiscard]] std::string to_base64(ByteView bytes);

/// base64url without padding (RFC 4648 section 5).
[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Strict: no padding, no white space, no stray bits; nothing otherwise.
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace rekey
