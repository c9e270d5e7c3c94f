#pragma once
#include <array>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "ports/captcha.hpp"

namespace rekey::captcha {

constexpr std::size_t kAnswerLength = 6;

/// What a challenge holds, before it is sealed.
struct Token {
    ports::CaptchaKind kind = ports::CaptchaKind::Picture;
    Instant expires_at;
    std::array<std::uint8_t, 16> nonce{};
    std::string language;  ///< two letters
    std::string answer;    ///< kAnswerLength characters
};

/// 34 bytes: version 1, kind (0 picture, 1 sound), milliseconds since 1970 (8 bytes, big end first), nonce, language, answer.
[[nodiscard]] Bytes encode(const Token& token);
/// Nothing when the bytes have another shape. Whether they are genuine is the seal's matter.
[[nodiscard]] std::optional<Token> decode(ByteView bytes);

}  // namespace rekey::captcha
