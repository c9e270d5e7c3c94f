#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rekey {

/// Well-formed UTF-8 (RFC 3629) without NUL: PostgreSQL and C libraries cut text at NUL.
[[nodiscard]] bool is_text(std::string_view text) noexcept;

/// Text on one line that is what it looks like: no control characters, line or paragraph separators, bidirectional controls.
/// Names and labels are this, since they end up in mail headers, logs and terminals.
[[nodiscard]] bool is_line(std::string_view text) noexcept;

/// Somebody else's words as such a line: what may not be in one becomes a space, what is no UTF-8 U+FFFD; none is left at the end.
[[nodiscard]] std::string to_line(std::string_view text);

/// Number of Unicode code points of well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;

/// Unicode Normalization Form C (UAX 15). Empty when the text is not well-formed.
[[nodiscard]] std::optional<std::string> to_nfc(std::string_view text);

/// Lower case by Unicode's root rules (no locale, no case folding of ß or ſ), then NFC.
[[nodiscard]] std::string to_lower(std::string_view text);

/// For comparing what people type from memory: Unicode's toNFKC_Casefold (The Unicode Standard, section 3.13, R5: compatibility forms and
/// case are made alike, invisible characters go), then each run of White_Space is one space, and none is left at the ends. Folding twice
/// changes nothing. Nothing when the text is not well-formed. It copies nothing it does not wipe: the text may be a secret.
[[nodiscard]] std::optional<std::string> to_caseless(std::string_view text);

/// Without ASCII white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace rekey
