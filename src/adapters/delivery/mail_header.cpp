#include "adapters/delivery/mail_header.hpp"

#include <fmt/format.h>
#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/method/method.hpp"

namespace rekey::delivery {
namespace {

const icu::IDNA& idna() {
    static const auto s_idna = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::IDNA> made{icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status)};
        if (U_FAILURE(status) || !made) throw Fault(FaultKind::Invariant, "IDNA cannot start");
        return made;
    }();
    return *s_idna;
}

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
/// A reader would decode it although nobody encoded it.
bool looks_encoded(std::string_view text) noexcept { return text.find("=?") != std::string_view::npos; }

/// At most 45 bytes of whole characters: 60 of base64 and 12 of frame stay below the 75 of RFC 2047.
std::string_view take_word(std::string_view text) noexcept {
    constexpr std::size_t kBytes = 45;
    if (text.size() <= kBytes) return text;
    auto size = kBytes;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    return text.substr(0, size);
}

std::string encoded_words(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto word = take_word(text);
        text.remove_prefix(word.size());
        // White space between encoded words is not part of the text, so folding changes nothing.
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64(as_bytes(word)) + "?=";
    }
    return out;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

bool is_header_safe(std::string_view text) noexcept { return is_text(text) && std::ranges::none_of(text, is_control); }

std::string encode_unstructured(std::string_view text) {
    constexpr std::size_t kLine = 900;  // a line must stay below 998 (RFC 5322 section 2.1.1)
    return is_ascii(text) && !looks_encoded(text) && text.size() < kLine ? std::string(text) : encoded_words(text);
}

std::string encode_mailbox(std::string_view name, std::string_view address) {
    const auto angled = fmt::format("<{}>", address);
    if (name.empty()) return angled;
    const bool plain = is_ascii(name) && !looks_encoded(name) && name.size() < 200;
    return (plain ? quoted(name) : encoded_words(name)) + ' ' + angled;
}

std::string mail_date(Instant at) {
    constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<seconds>(at - day)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<std::string> ascii_domain(std::string_view address) {
    const auto parsed = method::parse_email(address);
    if (!parsed) return std::nullopt;
    const auto at = parsed->rfind('@');
    UErrorCode status = U_ZERO_ERROR;
    icu::IDNAInfo info;
    icu::UnicodeString domain;
    idna().nameToASCII(icu::UnicodeString::fromUTF8(parsed->substr(at + 1)), domain, info, status);
    if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
    std::string out = parsed->substr(0, at + 1);
    return domain.toUTF8String(out);
}

std::string to_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 64);
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

}  // namespace rekey::delivery
