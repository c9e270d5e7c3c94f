#include "domain/message/moment.hpp"

#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <charconv>
#include <memory>

#include "base/error.hpp"

namespace rekey::message {
namespace {

icu::UnicodeString to_icu(std::string_view text) {
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string format(Instant at, const icu::TimeZone& zone, std::string_view pattern, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    icu::SimpleDateFormat formatter{to_icu(pattern), icu::Locale{std::string(language).c_str()}, status};
    if (U_FAILURE(status)) throw Fault(FaultKind::Invariant, "date pattern");
    formatter.setTimeZone(zone);
    icu::UnicodeString out;
    formatter.format(static_cast<UDate>(to_millis(at)), out);
    std::string text;
    return out.toUTF8String(text);
}

std::unique_ptr<icu::TimeZone> find_zone(std::string_view name) {
    std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone(to_icu(name))};
    // ICU answers an unknown name with Etc/Unknown, whose clock is GMT.
    if (*zone == icu::TimeZone::getUnknown()) zone.reset(icu::TimeZone::createTimeZone("UTC"));
    return zone;
}

/// "Amsterdam time". A zone without a city (UTC, Etc/GMT+2) is named by its offset.
std::string zone_name(Instant at, const icu::TimeZone& zone, const Catalogue& catalogue) {
    icu::UnicodeString id;
    zone.getID(id);
    if (id == icu::UnicodeString("UTC") || id.startsWith("Etc/")) {
        const auto offset = format(at, zone, "O", "en");
        return offset == "GMT" ? "UTC" : offset;
    }
    return catalogue.text("format.zone", {{"city", format(at, zone, "VVV", catalogue.tag())}});
}

}  // namespace

std::optional<Instant> parse_moment(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd.dddZ";
    if (text.size() != kShape.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return std::nullopt;
    }
    const auto number = [&](std::size_t from, std::size_t size) {
        int value = 0;
        std::from_chars(text.data() + from, text.data() + from + size, value);
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year{number(0, 4)}, std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) return std::nullopt;
    return std::chrono::sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)} + Duration{number(20, 3)};
}

namespace {

LocalMoment make_local_moment(Instant at, std::string_view zone_id, const Catalogue& catalogue) {
    const auto zone = find_zone(zone_id);
    const auto by = [&](std::string_view key) { return format(at, *zone, catalogue.pattern(key), catalogue.tag()); };
    return {by("format.clock"), by("format.day"), by("format.date"), zone_name(at, *zone, catalogue)};
}

}  // namespace

LocalMoment local_moment(Instant at, std::string_view zone, const Catalogue& catalogue) {
    // ICU's formatters cost more than all else in a message, and messages that go out together mostly speak of the same minute.
    struct Last {
        Instant minute;
        std::string zone, language;
        LocalMoment moment;
    };
    thread_local std::optional<Last> s_last;
    const auto minute = std::chrono::floor<minutes>(at);
    if (!s_last || s_last->minute != minute || s_last->zone != zone || s_last->language != catalogue.tag())
        s_last = Last{minute, std::string(zone), std::string(catalogue.tag()), make_local_moment(minute, zone, catalogue)};
    return s_last->moment;
}

}  // namespace rekey::message
