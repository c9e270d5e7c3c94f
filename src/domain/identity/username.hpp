#pragma once
#include <unicode/unistr.h>

#include <optional>

namespace rekey::identity {

/// Full-width and half-width forms become the characters they are forms of (RFC 8264 section 5.2.1): ａｎｎａ＠ is anna@.
[[nodiscard]] icu::UnicodeString map_width(const icu::UnicodeString& text);

/// The profile UsernameCaseMapped (RFC 8265 section 3.3) after width mapping: only characters of the IdentifierClass, lower case
/// by Unicode's root rules, NFC, and the bidi rule. Stricter in one thing: characters that RFC 5892 allows in some contexts only
/// (joiners, middle dots) are refused. Nothing when the text is not a user name.
[[nodiscard]] std::optional<icu::UnicodeString> to_username(const icu::UnicodeString& text);

}  // namespace rekey::identity
