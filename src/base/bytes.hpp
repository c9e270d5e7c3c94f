#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rekey {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }
[[nodiscard]] inline std::string to_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// A keyed hash (HMAC-SHA-256, 32 bytes). Compared with equal_ct, never with ==, when one side is presented by somebody.
struct Mac {
    std::array<std::uint8_t, 32> bytes{};
    [[nodiscard]] ByteView view() const noexcept { return bytes; }
    friend auto operator<=>(const Mac&, const Mac&) = default;
};

/// True when both are equal; the time depends on the length only.
[[nodiscard]] bool equal_ct(ByteView a, ByteView b) noexcept;
[[nodiscard]] inline bool equal_ct(const Mac& a, const Mac& b) noexcept { return equal_ct(a.view(), b.view()); }

}  // namespace rekey
