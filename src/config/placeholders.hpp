#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace rekey::config {

/// What a gateway's template may say in braces. `to` and `from` as they are ("+31612345678", "Contoso"), `…_digits` without the plus;
/// `id` is the message's, the same in every try; `basic` is base64 of user:secret (RFC 7617); `alphabet` one of the template's two words; `receipt_url` is where the
/// receipt of this message is awaited, `reference` the gateway's own id of it, when it is asked.
inline constexpr std::array<std::string_view, 12> kPlaceholders{"to",   "to_digits", "from",  "from_digits", "text",        "id",
                                                                "user", "secret",    "basic", "alphabet",    "receipt_url", "reference"};

/// The text with each `{name}` replaced by what `value` gives for the name: small letters and underscores in braces. Every other brace
/// stays, and nothing that was put in is looked at again.
[[nodiscard]] std::string replace_placeholders(std::string_view text, const std::function<std::string(std::string_view name)>& value);

}  // namespace rekey::config
