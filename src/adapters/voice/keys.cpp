#include "adapters/voice/keys.hpp"

#include "base/text.hpp"

namespace rekey::voice {
namespace {

constexpr std::string_view kKeys = "0123456789*#";

std::optional<char> key_of(std::string_view text) noexcept {
    if (text.size() != 1 || kKeys.find(text.front()) == std::string_view::npos) return std::nullopt;
    return text.front();
}

}  // namespace

std::optional<char> KeyEvents::take(std::uint32_t timestamp, std::span<const std::uint8_t> payload) noexcept {
    constexpr std::size_t kSize = 4;
    if (payload.size() < kSize || payload[0] >= kKeys.size() || last_ == timestamp) return std::nullopt;
    last_ = timestamp;
    return kKeys[payload[0]];
}

std::optional<char> info_key(std::string_view body) noexcept {
    constexpr std::string_view kSignal = "Signal=";
    constexpr std::size_t kLongest = 256;
    if (body.size() > kLongest) return std::nullopt;
    if (const auto at = body.find(kSignal); at != std::string_view::npos) {
        const auto rest = body.substr(at + kSignal.size());
        return key_of(trim(rest.substr(0, rest.find_first_of("\r\n"))));
    }
    return key_of(trim(body));
}

}  // namespace rekey::voice
