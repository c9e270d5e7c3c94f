#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rekey::voice {

/// Keys that come as events beside the sound (RFC 4733): many packets a key, all with the instant it was pressed.
class KeyEvents final {
public:
    /// 0 to 9, * or # when the packet is the first of a key that has come; `timestamp` is RTP's.
    [[nodiscard]] std::optional<char> take(std::uint32_t timestamp, std::span<const std::uint8_t> payload) noexcept;

private:
    std::optional<std::uint32_t> last_;
};

/// The key of a SIP INFO request: "Signal=5" (application/dtmf-relay), or the key alone (application/dtmf).
[[nodiscard]] std::optional<char> info_key(std::string_view body) noexcept;

}  // namespace rekey::voice
