#include "adapters/phone/phone_numbers.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace rekey::phone {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/// Bytes. Fifteen digits (E.164) with all that people put between them are shorter; the library takes minutes for a megabyte.
constexpr std::size_t kMostBytes = 100;

const PhoneNumberUtil& library() { return *PhoneNumberUtil::GetInstance(); }

/// Digits and what people put between them. The library would also read digits of other scripts, letters as on a telephone's keys, and
/// extensions: what looks like another number, or is one, is refused instead of guessed.
std::optional<std::string> plain(std::string_view typed) {
    if (typed.size() > kMostBytes) return std::nullopt;
    // What address books and web pages put in: no-break spaces, hyphens that do not break, marks of direction.
    constexpr std::array<std::string_view, 8> kInvisible{"\u00A0", "\u2007", "\u202F", "\u2010", "\u2011", "\u200E", "\u202A", "\u202C"};
    constexpr std::string_view kBetween = " .-()/\t";
    std::string text;
    while (!typed.empty()) {
        const auto* const mark = std::ranges::find_if(kInvisible, [&](auto each) { return typed.starts_with(each); });
        if (mark != kInvisible.end()) {
            text += ' ';
            typed.remove_prefix(mark->size());
            continue;
        }
        const char c = typed.front();
        const bool known = (c >= '0' && c <= '9') || c == '+' || kBetween.find(c) != std::string_view::npos;
        if (!known) return std::nullopt;
        text += c;
        typed.remove_prefix(1);
    }
    return text;
}

/// Numbers that cost whoever calls them extra, or at which nobody answers: never somebody's phone.
bool is_refused(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
        case PhoneNumberUtil::PREMIUM_RATE:
        case PhoneNumberUtil::SHARED_COST:
        case PhoneNumberUtil::TOLL_FREE:
        case PhoneNumberUtil::PERSONAL_NUMBER:
        case PhoneNumberUtil::PAGER:
        case PhoneNumberUtil::VOICEMAIL: return true;
        default: return false;
    }
}

/// The digits a country calls by, cut or filled up to `length`.
PhoneNumber with_length(const PhoneNumber& number, std::size_t length) {
    std::string digits;
    library().GetNationalSignificantNumber(number, &digits);
    digits.resize(length, '0');
    auto other = number;
    other.set_national_number(std::stoull(digits));
    return other;
}

/// A number that is in no range the library knows (its lists are old) is refused when one that begins as it does and is a little shorter or
/// longer would be: 0900 123456 costs as much as 0900 1234567.
bool is_refused(const PhoneNumber& number) {
    const auto type = library().GetNumberType(number);
    if (type != PhoneNumberUtil::UNKNOWN) return is_refused(type);
    std::string digits;
    library().GetNationalSignificantNumber(number, &digits);
    constexpr std::size_t kShortest = 5, kLonger = 3, kLongest = 15;
    for (auto length = kShortest; length <= std::min(digits.size() + kLonger, kLongest); ++length) {
        if (is_refused(library().GetNumberType(with_length(number, length)))) return true;
    }
    return false;
}

/// Its E.164 form, when that names the same number: "+31 (0)0 12345678" keeps a zero that the next reader takes for a trunk prefix. The
/// library knows numbers that are longer than E.164 allows (Japan's 00777…, which nobody abroad can call).
std::optional<std::string> canonical(const PhoneNumber& number, std::string_view read_from) {
    constexpr std::size_t kMostDigits = 15;  // ITU-T E.164 section 6
    std::string e164;
    library().Format(number, PhoneNumberUtil::E164, &e164);
    if (e164.size() > 1 + kMostDigits) return std::nullopt;
    if (e164 == read_from) return e164;  // to read it again would be to do the same again
    PhoneNumber again;
    if (library().Parse(e164, "ZZ", &again) != PhoneNumberUtil::NO_PARSING_ERROR || !library().IsPossibleNumber(again)) return std::nullopt;
    std::string same;
    library().Format(again, PhoneNumberUtil::E164, &same);
    if (same != e164) return std::nullopt;
    return e164;
}

/// A number out of its canonical E.164 form, a tenth of what reading it takes. Leading zeros are for the library.
std::optional<PhoneNumber> split(std::string_view e164) {
    constexpr std::size_t kMostOfCode = 3;
    const auto digits = e164.substr(std::min<std::size_t>(1, e164.size()));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!e164.starts_with('+') || digits.size() > 15 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    for (std::size_t size = 1; size <= kMostOfCode && size < digits.size(); ++size) {
        const int code = std::stoi(std::string(digits.substr(0, size)));
        std::string region;
        library().GetRegionCodeForCountryCode(code, &region);
        if (region == "ZZ") continue;
        if (digits[size] == '0') return std::nullopt;
        PhoneNumber number;
        number.set_country_code(code);
        number.set_national_number(std::stoull(std::string(digits.substr(size))));
        return number;
    }
    return std::nullopt;
}

std::optional<PhoneNumber> read_e164(std::string_view e164) {
    if (auto number = split(e164)) return number;
    PhoneNumber number;
    if (library().Parse(std::string(e164), "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
    return number;
}

}  // namespace

Result<std::string> LibPhoneNumbers::parse(std::string_view typed, std::string_view region) const {
    constexpr const char* kNotANumber = "this is not a whole phone number: write it like +31 6 12345678";
    const auto text = plain(typed);
    PhoneNumber number;
    if (!text || library().Parse(*text, std::string(region), &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return fail(ErrorCode::InvalidInput, kNotANumber);
    if (!library().IsPossibleNumber(number)) return fail(ErrorCode::InvalidInput, kNotANumber);
    auto e164 = canonical(number, *text);
    if (!e164) return fail(ErrorCode::InvalidInput, kNotANumber);
    if (is_refused(number))
        return fail(ErrorCode::InvalidInput, "this number costs extra to call, or is nobody's phone: it cannot be used");
    return std::move(*e164);
}

std::string LibPhoneNumbers::country_of(std::string_view e164, std::span<const std::string> countries) const {
    const auto number = read_e164(e164);
    if (!number) return {};
    std::list<std::string> candidates(1);
    library().GetRegionCodeForNumber(*number, &candidates.front());
    const auto& known = candidates.front();
    // In no range the library knows: any country of its calling code will do.
    if (known == "ZZ" || known.empty()) library().GetRegionCodesForCountryCallingCode(number->country_code(), &candidates);
    const auto is_candidate = [&](const std::string& each) { return std::ranges::find(candidates, each) != candidates.end(); };
    const auto found = std::ranges::find_if(countries, is_candidate);
    return found == countries.end() ? std::string{} : *found;
}

}  // namespace rekey::phone
