#include "base/id.hpp"

#include "base/encoding.hpp"

namespace rekey {

std::string format_id(const IdBytes& bytes) {
    std::string text = to_hex(bytes);
    for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
    return text;
}

std::optional<IdBytes> parse_id(std::string_view text) noexcept {
    if (text.size() != 36) return std::nullopt;
    std::array<char, 32> digits{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return std::nullopt;
        if (!dash) digits[count++] = text[i];
    }
    IdBytes bytes{};
    if (!from_hex({digits.data(), digits.size()}, bytes)) return std::nullopt;
    return bytes;
}

}  // namespace rekey
