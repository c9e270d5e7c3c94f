#include "domain/identity/username.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>

namespace rekey::identity {
namespace {

using icu::UnicodeString;

const icu::Normalizer2& nfkc() {
    UErrorCode status = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFKCInstance(status);  // cannot fail: the data is linked in
}

bool is_width_form(UChar32 c) {
    const auto type = u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE);
    return type == U_DT_WIDE || type == U_DT_NARROW;
}

/// RFC 8264 section 9.6: letters and digits that RFC 5892 takes out (fillers, repeat marks, tone marks, tatweel).
bool is_disallowed_exception(UChar32 c) {
    constexpr std::array<UChar32, 10> kExceptions{0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B};
    return std::ranges::find(kExceptions, c) != kExceptions.end();
}

/// RFC 8264 section 9.1, LetterDigits.
bool is_letter_or_digit(UChar32 c) {
    constexpr auto kCategories = U_GC_LL_MASK | U_GC_LU_MASK | U_GC_LO_MASK | U_GC_ND_MASK | U_GC_LM_MASK | U_GC_MN_MASK | U_GC_MC_MASK;
    return (U_GET_GC_MASK(c) & kCategories) != 0;
}

/// HasCompat (RFC 8264 section 9.17): another character under another code. Among them ſ, K (Kelvin), ﬁ and mathematical letters.
bool has_compatibility_form(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    return !nfkc().isNormalized(UnicodeString(c), status);
}

bool is_old_hangul(UChar32 c) {
    const auto type = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    return type == U_HST_LEADING_JAMO || type == U_HST_VOWEL_JAMO || type == U_HST_TRAILING_JAMO;
}

/// The IdentifierClass (RFC 8264 section 4.2). What is not letter, digit or visible ASCII falls out with its category: control,
/// format, space, punctuation, symbol, private use, surrogate, unassigned.
bool in_identifier_class(UChar32 c) {
    if (c >= 0x21 && c <= 0x7E) return true;
    return is_letter_or_digit(c) && !is_disallowed_exception(c) && !is_old_hangul(c) &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !has_compatibility_form(c);
}

template <class Predicate>
bool all_of(const UnicodeString& text, Predicate&& predicate) {
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        if (!predicate(text.char32At(i))) return false;
    }
    return true;
}

template <class Predicate>
bool any_of(const UnicodeString& text, Predicate&& predicate) {
    return !all_of(text, [&](UChar32 c) { return !predicate(c); });
}

/// RFC 5892 appendix A.8 and A.9: the two rows of Arabic digits look alike and are never mixed.
bool mixes_arabic_digits(const UnicodeString& text) {
    const bool arabic = any_of(text, [](UChar32 c) { return c >= 0x0660 && c <= 0x0669; });
    return arabic && any_of(text, [](UChar32 c) { return c >= 0x06F0 && c <= 0x06F9; });
}

bool is_right_to_left(UCharDirection direction) { return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC; }

/// The bidi rule (RFC 5893 section 2) for a text with right-to-left characters: it starts with one, ends with one or with a digit,
/// holds no left-to-right ones, and digits of one kind only. Otherwise it could be shown in another order than it is stored.
bool obeys_bidi_rule(const UnicodeString& text) {
    const auto direction = [](UChar32 c) { return u_charDirection(c); };
    const auto has = [&](UCharDirection wanted) { return any_of(text, [&](UChar32 c) { return direction(c) == wanted; }); };
    const bool plain = all_of(text, [&](UChar32 c) { return !is_right_to_left(direction(c)) && direction(c) != U_ARABIC_NUMBER; });
    if (plain) return true;

    std::int32_t last = text.moveIndex32(text.length(), -1);
    while (last > 0 && direction(text.char32At(last)) == U_DIR_NON_SPACING_MARK) last = text.moveIndex32(last, -1);
    const auto end = direction(text.char32At(last));
    const bool ends_well = is_right_to_left(end) || end == U_EUROPEAN_NUMBER || end == U_ARABIC_NUMBER;
    return is_right_to_left(direction(text.char32At(0))) && ends_well && !has(U_LEFT_TO_RIGHT) &&
           !(has(U_EUROPEAN_NUMBER) && has(U_ARABIC_NUMBER));
}

}  // namespace

UnicodeString map_width(const UnicodeString& text) {
    UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto c = text.char32At(i);
        UnicodeString mapped;
        if (is_width_form(c) && nfkc().getRawDecomposition(c, mapped)) {
            out += mapped;
        } else {
            out += c;
        }
    }
    return out;
}

std::optional<UnicodeString> to_username(const UnicodeString& text) {
    if (text.isEmpty() || !all_of(text, in_identifier_class) || mixes_arabic_digits(text)) return std::nullopt;

    UErrorCode status = U_ZERO_ERROR;
    UnicodeString lower(text);
    lower.toLower(icu::Locale::getRoot());
    auto folded = icu::Normalizer2::getNFCInstance(status)->normalize(lower, status);
    if (U_FAILURE(status) || !obeys_bidi_rule(folded)) return std::nullopt;
    return folded;
}

}  // namespace rekey::identity
