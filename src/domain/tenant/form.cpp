#include "domain/tenant/form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/network.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "base/url.hpp"
#include "domain/tenant/colour.hpp"
#include "domain/tenant/questions.hpp"

namespace rekey::tenant {
namespace {

bool is_link(std::string_view text) {
    const auto url = parse_url(text);
    return url && is_safe(*url);
}

/// Enough to keep headers whole and typing errors out; the mail server has the last word.
bool is_address(std::string_view text) {
    const auto at = text.find('@');
    const bool one_at = at != std::string_view::npos && text.find('@', at + 1) == std::string_view::npos;
    const bool plain = std::ranges::all_of(
        text, [](char c) { return c > 0x20 && c < 0x7F && std::string_view("\"(),:;<>[\\]").find(c) == std::string_view::npos; });
    return one_at && plain && at > 0 && at + 1 < text.size();
}

bool is_question(std::string_view text) {
    const auto length = code_points(trim(text));
    return length >= kShortestQuestion && length <= kLongestQuestion && trim(text) == text;
}

bool is_region(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::optional<std::string> why_not_colour(std::string_view text) {
    if (parse_colour(text)) return std::nullopt;
    return "must be a colour like #0b5e6e";
}

std::optional<std::string> why_not_brand(std::string_view text, const Colour& surface) {
    const auto colour = parse_colour(text);
    if (!colour) return why_not_colour(text);
    if (contrast(*colour, surface) >= kReadable) return std::nullopt;
    return fmt::format("{} has a contrast of {:.1f}:1 on {}; 4.5:1 is needed to read it ({} would do)", text, contrast(*colour, surface),
                       to_text(surface), to_text(readable_on(surface, *colour)));
}

}  // namespace

std::optional<std::string> why_not(Form form, std::string_view text) {
    const auto unless = [](bool good, const char* sentence) { return good ? std::nullopt : std::optional<std::string>(sentence); };
    switch (form) {
        case Form::Line:
        case Form::Language: return std::nullopt;
        case Form::Email: return unless(is_address(text), "must be an e-mail address");
        case Form::Link: return unless(is_link(text), "must be a link that begins with https:// (http:// is for this machine only)");
        case Form::ReturnLink: return unless(parse_return_link(text).has_value(), "must be written name|label|https://address");
        case Form::Network: return unless(parse_network(text).has_value(), "must be a network like 192.0.2.0/24 or 2001:db8::/32");
        case Form::TimeZone: return unless(is_time_zone(text), "must be a time zone like Europe/Amsterdam");
        case Form::Region: return unless(is_region(text), "must be a country of two capitals, like NL");
        case Form::Brand: return why_not_brand(text, kLightSurface);
        case Form::BrandDark: return why_not_brand(text, kDarkSurface);
        case Form::Colour: return why_not_colour(text);
        case Form::Question: return unless(is_question(text), "must be questions of 3 to 200 characters");
        case Form::QuestionId:
            return unless(is_predefined_question(text), "must be names of predefined questions (rekey settings reference lists them)");
    }
    return std::nullopt;
}

std::optional<ReturnLink> parse_return_link(std::string_view text) {
    const auto first = text.find('|');
    const auto second = first == std::string_view::npos ? first : text.find('|', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    ReturnLink link{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
                    std::string(text.substr(second + 1))};
    const bool named = !link.name.empty() && link.name.size() <= 40 &&
                       std::ranges::all_of(link.name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (!named || link.label.empty() || !is_link(link.url)) return std::nullopt;
    return link;
}

}  // namespace rekey::tenant
