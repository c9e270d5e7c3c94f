#include "adapters/captcha/token.hpp"

#include <algorithm>

namespace rekey::captcha {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kLanguageLength = 2;
constexpr std::size_t kSize = 1 + 1 + 8 + 16 + kLanguageLength + kAnswerLength;

}  // namespace

Bytes encode(const Token& token) {
    Bytes bytes{kVersion, static_cast<std::uint8_t>(token.kind)};
    const auto millis = static_cast<std::uint64_t>(to_millis(token.expires_at));
    for (unsigned shift = 64; shift > 0;) bytes.push_back(static_cast<std::uint8_t>(millis >> (shift -= 8U)));
    bytes.insert(bytes.end(), token.nonce.begin(), token.nonce.end());
    bytes.insert(bytes.end(), token.language.begin(), token.language.end());
    bytes.insert(bytes.end(), token.answer.begin(), token.answer.end());
    return bytes;
}

std::optional<Token> decode(ByteView bytes) {
    if (bytes.size() != kSize || bytes[0] != kVersion || bytes[1] > static_cast<std::uint8_t>(ports::CaptchaKind::Sound))
        return std::nullopt;
    Token token;
    token.kind = static_cast<ports::CaptchaKind>(bytes[1]);
    std::uint64_t millis = 0;
    for (const auto byte : bytes.subspan(2, 8)) millis = millis << 8U | byte;
    token.expires_at = from_millis(static_cast<std::int64_t>(millis));
    std::ranges::copy(bytes.subspan(10, token.nonce.size()), token.nonce.begin());
    token.language = to_text(bytes.subspan(26, kLanguageLength));
    token.answer = to_text(bytes.last(kAnswerLength));
    return token;
}

}  // namespace rekey::captcha
