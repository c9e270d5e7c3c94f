#include "domain/message/segment.hpp"

#include <unicode/utf8.h>

namespace rekey::message {
namespace {

constexpr std::u32string_view kGsm7 =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kGsm7Extension = U"\f^{}\\[~]|€";

/// Septets of a character; 0: the alphabet does not have it.
int septets(char32_t c) noexcept {
    if (kGsm7.find(c) != std::u32string_view::npos) return 1;
    return kGsm7Extension.find(c) != std::u32string_view::npos ? 2 : 0;
}

/// Fills segments with characters, each of which stays whole.
class Filling final {
public:
    constexpr Filling(int alone, int one_of_several) : alone_(alone), room_(one_of_several) {}

    void add(int units) noexcept {
        units_ += units;
        if (count_ == 0 || used_ + units > room_) {
            ++count_;
            used_ = 0;
        }
        used_ += units;
    }
    [[nodiscard]] Segments result(Alphabet alphabet) const noexcept {
        return {alphabet, units_, units_ > 0 && units_ <= alone_ ? 1 : count_};
    }

private:
    int alone_, room_;
    int units_ = 0, count_ = 0, used_ = 0;
};

}  // namespace

std::optional<Segments> segments(std::string_view text) {
    Filling gsm7{160, 153};
    Filling ucs2{70, 67};
    bool only_gsm7 = true;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, static_cast<std::int32_t>(text.size()), c);
        if (c < 0) return std::nullopt;
        const int width = septets(static_cast<char32_t>(c));
        only_gsm7 = only_gsm7 && width > 0;
        gsm7.add(width);
        ucs2.add(c > 0xFFFF ? 2 : 1);
    }
    return only_gsm7 ? gsm7.result(Alphabet::Gsm7) : ucs2.result(Alphabet::Ucs2);
}

bool fits_one_segment(std::string_view text) {
    const auto parts = segments(text);
    return parts && parts->count <= 1;
}

}  // namespace rekey::message
