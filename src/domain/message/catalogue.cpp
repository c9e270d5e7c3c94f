#include "domain/message/catalogue.hpp"

#include <unicode/listformatter.h>
#include <unicode/locid.h>
#include <unicode/msgfmt.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "embedded/message_texts.hpp"

namespace rekey::message {
namespace {

icu::UnicodeString to_icu(std::string_view text) {
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string from_icu(const icu::UnicodeString& text) {
    std::string out;
    return text.toUTF8String(out);
}

icu::Locale locale_of(std::string_view tag) {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Locale::forLanguageTag({tag.data(), static_cast<std::int32_t>(tag.size())}, status);
}

icu::Formattable to_icu(const TextValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return icu::Formattable{*number};
    return icu::Formattable{to_icu(std::string_view{std::get<std::string>(value)})};
}

[[noreturn]] void broken(std::string_view key) { throw Fault(FaultKind::Invariant, "text catalogue: " + std::string(key)); }

/// ICU leaves an argument it has no value for as "{name}" in the result: that must not reach a person.
void require_all(icu::MessageFormat& format, const TextValues& values, std::string_view key) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> names{format.getFormatNames(status)};
    if (U_FAILURE(status) || !names) broken(key);
    while (const auto* wanted = names->snext(status)) {
        if (!values.contains(from_icu(*wanted))) broken(key);
    }
}

}  // namespace

Catalogue Catalogue::nearest(std::string_view tag) {
    const auto language = tag.substr(0, tag.find_first_of("-_"));
    const auto& all = embedded::message_texts;
    for (const auto wanted : {tag, language, std::string_view{"en"}}) {
        const auto found = std::ranges::find(all, wanted, &embedded::Language::tag);
        if (found != all.end()) return {found->tag, found->texts};
    }
    broken("en");
}

std::string_view Catalogue::pattern(std::string_view key) const {
    const auto found = std::ranges::find(texts_, key, &embedded::Text::key);
    if (found == texts_.end()) broken(key);
    return found->pattern;
}

std::string Catalogue::text(std::string_view key, const TextValues& values) const {
    UErrorCode status = U_ZERO_ERROR;
    icu::MessageFormat format{to_icu(pattern(key)), locale_of(tag_), status};
    if (U_FAILURE(status)) broken(key);
    require_all(format, values, key);

    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> given;
    for (const auto& [value_name, value] : values) {
        names.push_back(to_icu(std::string_view{value_name}));
        given.push_back(to_icu(value));
    }
    icu::UnicodeString out;
    format.format(names.data(), given.data(), static_cast<std::int32_t>(given.size()), out, status);
    if (U_FAILURE(status)) broken(key);
    return from_icu(out);
}

std::string Catalogue::list(const std::vector<std::string>& items) const {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::ListFormatter> formatter{icu::ListFormatter::createInstance(locale_of(tag_), status)};
    std::vector<icu::UnicodeString> texts;
    for (const auto& item : items) texts.push_back(to_icu(std::string_view{item}));
    icu::UnicodeString out;
    if (U_SUCCESS(status)) formatter->format(texts.data(), static_cast<std::int32_t>(texts.size()), out, status);
    if (U_FAILURE(status)) broken("list");
    return from_icu(out);
}

std::string Catalogue::country(std::string_view code) const {
    if (code.empty()) return {};
    icu::UnicodeString out;
    return from_icu(icu::Locale("", std::string(code).c_str()).getDisplayCountry(locale_of(tag_), out));
}

}  // namespace rekey::message
