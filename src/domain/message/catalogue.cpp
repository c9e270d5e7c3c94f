#include "domain/message/catalogue.hpp"

#include <unicode/listformatter.h>
#include <unicode/locid.h>
#include <unicode/messagepattern.h>
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

/// A pattern that has been parsed, and the names it wants, wherever they are in it.
struct Parsed {
    std::unique_ptr<icu::MessageFormat> format;
    std::vector<std::string> names;
    std::vector<icu::UnicodeString> icu_names;
};

Parsed parse(std::string_view pattern, std::string_view tag, std::string_view key) {
    UErrorCode status = U_ZERO_ERROR;
    Parsed parsed{std::make_unique<icu::MessageFormat>(to_icu(pattern), locale_of(tag), status), {}, {}};
    // MessageFormat::getFormatNames tells of the outermost arguments only, not of those inside a select or plural.
    icu::MessagePattern parts{to_icu(pattern), nullptr, status};
    if (U_FAILURE(status)) broken(key);
    for (std::int32_t i = 0; i < parts.countParts(); ++i) {
        if (parts.getPartType(i) != UMSGPAT_PART_TYPE_ARG_NAME) continue;
        const auto wanted = parts.getSubstring(parts.getPart(i));
        if (std::ranges::find(parsed.icu_names, wanted) != parsed.icu_names.end()) continue;
        parsed.names.push_back(from_icu(wanted));
        parsed.icu_names.push_back(wanted);
    }
    return parsed;
}

template <class Value>
using ByText = std::map<std::string, Value, std::less<>>;

/// Parsing costs ten times what formatting does. Kept by thread: ICU's formats fill in parts of themselves while they are used.
const Parsed& parsed(std::string_view pattern, std::string_view tag, std::string_view key) {
    thread_local ByText<ByText<Parsed>> s_languages;
    auto language = s_languages.find(tag);
    if (language == s_languages.end()) language = s_languages.try_emplace(std::string(tag)).first;
    const auto found = language->second.find(pattern);
    if (found != language->second.end()) return found->second;
    return language->second.try_emplace(std::string(pattern), parse(pattern, tag, key)).first->second;
}

/// Neither an argument nor an apostrophe, which quotes: the text is what the pattern says.
bool is_literal(std::string_view pattern) noexcept { return pattern.find_first_of("{}'") == std::string_view::npos; }

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
    const auto written = pattern(key);
    if (is_literal(written)) return std::string(written);
    const auto& [format, names, icu_names] = parsed(written, tag_, key);
    std::vector<icu::Formattable> given;
    given.reserve(names.size());
    for (const auto& wanted : names) {
        const auto value = values.find(wanted);
        // ICU leaves an argument it has no value for as "{name}" in the result: that must not reach a person.
        if (value == values.end()) broken(key);
        given.push_back(to_icu(value->second));
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out;
    format->format(icu_names.data(), given.data(), static_cast<std::int32_t>(given.size()), out, status);
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
