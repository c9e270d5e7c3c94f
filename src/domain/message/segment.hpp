#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rekey::message {

/// How a text message is coded on its way: in the GSM 7-bit default alphabet, or as UTF-16 (3GPP TS 23.038 calls it UCS2).
enum class Alphabet : std::uint8_t { Gsm7, Ucs2 };

/// What a text costs: it is paid and delivered by the segment.
struct Segments {
    Alphabet alphabet = Alphabet::Gsm7;
    int units = 0;  ///< septets, or 16-bit units
    int count = 0;  ///< 0 for an empty text
    friend bool operator==(const Segments&, const Segments&) = default;
};

/// A text as it travels: 160 septets of the GSM 7-bit default alphabet with its extension table, whose characters take two septets (3GPP TS
/// 23.038 sections 6.2.1 and 6.2.1.1), or else 70 units of UTF-16. What is longer goes in segments of 153 or 67, since each begins with a
/// header of six octets (3GPP TS 23.040 section 9.2.3.24.1); a character is never cut in two. Nothing when the text is not UTF-8.
[[nodiscard]] std::optional<Segments> segments(std::string_view text);

/// True when a text travels as one short message.
[[nodiscard]] bool fits_one_segment(std::string_view text);

}  // namespace rekey::message
