#include "domain/password/fold.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace rekey::password {
namespace {

template <class Map>
Folded transform(std::string_view text, Map&& map) {
    std::u32string out;
    out.reserve(text.size());  // never grows: a buffer that was left behind could not be wiped
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        out += map(static_cast<char32_t>(u_tolower(c)));
    }
    return Folded(std::move(out));
}

}  // namespace

char32_t fold(char32_t small) noexcept {
    switch (small) {
        case U'0': return U'o';
        case U'1': return U'l';
        case U'3': return U'e';
        case U'4':
        case U'@': return U'a';
        case U'5':
        case U'$': return U's';
        case U'7': return U't';
        default: return small;
    }
}

Folded to_small(std::string_view text) {
    return transform(text, [](char32_t c) { return c; });
}

Folded fold(std::string_view text) {
    return transform(text, [](char32_t c) { return fold(c); });
}

}  // namespace rekey::password
