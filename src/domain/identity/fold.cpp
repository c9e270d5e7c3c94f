#include <unicode/idna.h>
#include <unicode/uspoof.h>

#include <memory>

#include "base/text.hpp"
#include "domain/identity/identity.hpp"
#include "domain/identity/username.hpp"

namespace rekey::identity {
namespace {

using icu::UnicodeString;

/// Longest local part, @ and domain of an address (RFC 5321 section 4.5.3.1), in bytes as typed.
constexpr std::size_t kMaxBytes = 320;

UnicodeString decode(std::string_view text) { return UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}); }

/// The domain's ASCII form (UTS 46, nontransitional: ß stays ß), so that both ways to write it are one. It holds no upper case.
std::optional<std::string> to_ascii_domain(const UnicodeString& domain) {
    constexpr auto kOptions =
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_CHECK_CONTEXTO;
    static const std::unique_ptr<const icu::IDNA> idna = [] {
        UErrorCode status = U_ZERO_ERROR;
        return std::unique_ptr<const icu::IDNA>(icu::IDNA::createUTS46Instance(kOptions, status));
    }();
    UErrorCode status = U_ZERO_ERROR;
    icu::IDNAInfo info;
    UnicodeString ascii;
    idna->nameToASCII(domain, ascii, info, status);
    // A trailing dot is no error for a resolver, but a second spelling of the same name.
    if (U_FAILURE(status) || info.hasErrors() || ascii.isEmpty() || ascii.endsWith(u'.')) return std::nullopt;
    std::string out;
    return ascii.toUTF8String(out);
}

struct Parts {
    UnicodeString local;
    std::optional<UnicodeString> domain;  ///< after the last @, if there is one
};

Parts split(const UnicodeString& text) {
    const auto at = text.lastIndexOf(u'@');
    if (at < 0) return {text, std::nullopt};
    return {UnicodeString(text, 0, at), UnicodeString(text, at + 1)};
}

}  // namespace

std::optional<FoldedIdentifier> fold(std::string_view typed) {
    const auto trimmed = trim(typed);
    if (trimmed.empty() || trimmed.size() > kMaxBytes || !is_text(trimmed)) return std::nullopt;

    const auto parts = split(map_width(decode(trimmed)));
    const auto local = to_username(parts.local);
    if (!local) return std::nullopt;
    FoldedIdentifier folded;
    local->toUTF8String(folded.text);
    if (!parts.domain) return folded;

    const auto domain = to_ascii_domain(*parts.domain);
    if (!domain) return std::nullopt;
    folded.text += '@';
    folded.text += *domain;
    return folded;
}

bool is_confusable(std::string_view identifier) {
    using Checker = std::unique_ptr<USpoofChecker, decltype(&uspoof_close)>;
    static const Checker checker = [] {
        UErrorCode status = U_ZERO_ERROR;
        Checker made(uspoof_open(&status), &uspoof_close);
        uspoof_setChecks(made.get(), USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &status);
        uspoof_setRestrictionLevel(made.get(), USPOOF_HIGHLY_RESTRICTIVE);
        return made;
    }();
    // Each part for itself: a Greek name under a Latin domain is nobody's disguise.
    const auto parts = split(decode(identifier));
    const auto fails = [](const UnicodeString& part) {
        UErrorCode status = U_ZERO_ERROR;
        const auto failed = uspoof_check2(checker.get(), part.getBuffer(), part.length(), nullptr, &status);
        return U_FAILURE(status) || failed != 0;
    };
    return fails(parts.local) || (parts.domain && fails(*parts.domain));
}

}  // namespace rekey::identity
