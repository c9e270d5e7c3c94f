#include "domain/method/security_answer.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>

#include "base/text.hpp"

namespace rekey::method {
namespace {

/// Letters, marks and digits stay; everything else becomes one space, and there is one at each end.
Secret words_of(std::string_view folded) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
    const auto size = static_cast<std::int32_t>(folded.size());
    std::string words(1, ' ');
    words.reserve(folded.size() + 2);
    for (std::int32_t i = 0; i < size;) {
        const auto from = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
            words.append(folded, static_cast<std::size_t>(from), static_cast<std::size_t>(i - from));
        } else if (!words.ends_with(' ')) {
            words += ' ';
        }
    }
    if (!words.ends_with(' ')) words += ' ';
    Secret secret{std::string_view(words)};
    wipe(words);
    return secret;
}

}  // namespace

Secret fold_answer(const Secret& typed) {
    auto folded = to_caseless(typed.reveal()).value_or(std::string{});
    Secret answer{std::string_view(folded)};
    wipe(folded);
    return answer;
}

bool stands_in(const Secret& folded, std::string_view text) {
    const auto words = words_of(to_caseless(text).value_or(std::string{}));
    return words.reveal().find(words_of(folded.reveal()).reveal()) != std::string_view::npos;
}

}  // namespace rekey::method
