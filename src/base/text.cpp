#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/code_points.hpp"
#include "base/secret.hpp"

namespace rekey {
namespace {

std::string one_space_each(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool gap = false;
    each_code_point(text, [&](UChar32 c, std::string_view bytes) {
        const bool space = u_isUWhiteSpace(c) != 0;
        if (!space && gap && !out.empty()) out += ' ';
        if (!space) out.append(bytes);
        gap = space;
        return true;
    });
    return out;
}

/// Other characters that cannot be seen are parts of words and signs (U+200C, U+200D): only the log, which hides nothing, shows those.
bool steers(UChar32 c) noexcept {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
    const bool bidi = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || bidi;
}

}  // namespace

bool is_text(std::string_view text) noexcept {
    return each_code_point(text, [](UChar32 c, std::string_view) { return c > 0; });
}

bool is_line(std::string_view text) noexcept {
    return each_code_point(text, [](UChar32 c, std::string_view) { return c > 0 && !steers(c); });
}

std::string to_line(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    each_code_point(text, [&](UChar32 c, std::string_view bytes) {
        line += c < 0 ? "\uFFFD" : steers(c) ? " " : bytes;
        return true;
    });
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::size_t code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

// Straight from UTF-8 to UTF-8: passwords pass through here, and a UnicodeString would leave copies on the stack and the heap.
std::optional<std::string> to_nfc(std::string_view text) {
    if (!is_text(text)) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    if (U_SUCCESS(status) && nfc->isNormalizedUTF8(piece, status)) return std::string(text);
    std::string out;
    out.reserve(text.size() * 3);  // the most NFC can grow (UAX 15): what a reallocation leaves behind could not be wiped
    icu::StringByteSink<std::string> sink(&out);
    nfc->normalizeUTF8(0, piece, sink, nullptr, status);
    if (U_FAILURE(status)) return std::nullopt;
    return out;
}

std::string to_lower(std::string_view text) {
    auto value = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    value.toLower(icu::Locale::getRoot());
    std::string out;
    value.toUTF8String(out);
    return to_nfc(out).value_or(std::string{});
}

std::optional<std::string> to_caseless(std::string_view text) {
    constexpr std::size_t kMostGrowth = 11;  // of NFKC in UTF-8 (UAX 15, table 1): U+FDFA
    if (!is_text(text)) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    std::string folded;
    folded.reserve(text.size() * kMostGrowth);
    icu::StringByteSink<std::string> sink(&folded);
    if (U_SUCCESS(status))
        folding->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status);
    std::string out = U_SUCCESS(status) ? one_space_each(folded) : std::string{};
    wipe(folded);
    if (U_FAILURE(status)) return std::nullopt;
    return out;
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace rekey
