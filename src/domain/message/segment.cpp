#include <unicode/utf8.h>

#include <string_view>

#include "domain/message/render.hpp"

namespace rekey::message {
namespace {

constexpr std::u32string_view kGsm7 =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kGsm7Extension = U"\f^{}\\[~]|€";

}  // namespace

bool fits_one_segment(std::string_view text) {
    constexpr int kGsmLimit = 160;
    constexpr int kUtf16Limit = 70;
    int gsm = 0;
    int utf16 = 0;
    bool only_gsm = true;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, static_cast<std::int32_t>(text.size()), c);
        if (c < 0) return false;
        const auto character = static_cast<char32_t>(c);
        utf16 += c > 0xFFFF ? 2 : 1;
        const bool extension = kGsm7Extension.find(character) != std::u32string_view::npos;
        gsm += extension ? 2 : 1;
        only_gsm = only_gsm && (extension || kGsm7.find(character) != std::u32string_view::npos);
    }
    return only_gsm ? gsm <= kGsmLimit : utf16 <= kUtf16Limit;
}

}  // namespace rekey::message
