#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace rekey::delivery {

/// False for anything that could start a header or a command of its own: CR, LF, NUL, every other control character, or text that
/// is not UTF-8. Nothing is cleaned up: what is not safe is not sent.
[[nodiscard]] bool is_header_safe(std::string_view text) noexcept;

/// The body of an unstructured header such as Subject. Plain ASCII stays; anything else, or what looks like an encoded word already,
/// becomes encoded words of at most 75 characters, folded (RFC 2047 sections 2 and 5). Call with safe text only.
[[nodiscard]] std::string encode_unstructured(std::string_view text);

/// `"Display name" <address>` (RFC 5322 section 3.4); only `<address>` without a name.
[[nodiscard]] std::string encode_mailbox(std::string_view name, std::string_view address);

/// Sun, 22 Nov 2026 14:32:00 +0000 (RFC 5322 section 3.3)
[[nodiscard]] std::string mail_date(Instant at);

/// The address with its domain as A-labels (UTS 46), as servers without SMTPUTF8 need it; nothing when it is no address.
[[nodiscard]] std::optional<std::string> ascii_domain(std::string_view address);

/// Line ends as mail wants them: every LF becomes CRLF.
[[nodiscard]] std::string to_crlf(std::string_view text);

}  // namespace rekey::delivery
