#include "domain/directory/moment.hpp"

#include <charconv>

namespace rekey::directory {
namespace {

constexpr std::int64_t kPerMillisecond = 10'000;              // of 100 ns
constexpr std::int64_t kUnixEpoch = 11'644'473'600'000;       // milliseconds from 1601 to 1970
constexpr std::int64_t kYear9999 = 253'402'300'799'000;       // 0x7FFFFFFFFFFFFFFF is "never"

/// So many digits from the front; nothing when there are fewer.
std::optional<int> take(std::string_view& text, std::size_t digits) noexcept {
    if (text.size() < digits) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return number;
}

bool starts_with_digit(std::string_view text) noexcept { return !text.empty() && text.front() >= '0' && text.front() <= '9'; }

/// What is left when a fraction of the smallest part has been read: milliseconds, when that part is this long.
std::optional<Duration> take_fraction(std::string_view& text, Duration part) noexcept {
    if (text.empty() || (text.front() != '.' && text.front() != ',')) return Duration{0};
    text.remove_prefix(1);
    if (!starts_with_digit(text)) return std::nullopt;
    double fraction = 0, place = 0.1;
    for (; starts_with_digit(text); text.remove_prefix(1), place /= 10) fraction += place * (text.front() - '0');
    return Duration{static_cast<std::int64_t>(fraction * static_cast<double>(part.count()) + 1e-6)};
}

/// How far the place where it was written is ahead of UTC.
std::optional<Duration> take_offset(std::string_view& text) noexcept {
    if (text == "Z") {
        text = {};
        return Duration{0};
    }
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '+' ? 1 : -1;
    text.remove_prefix(1);
    const auto hour = take(text, 2);
    const auto minute = text.empty() ? std::optional(0) : take(text, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return sign * (hours{*hour} + minutes{*minute});
}

std::optional<std::chrono::sys_days> take_day(std::string_view& text) noexcept {
    const auto year = take(text, 4), month = take(text, 2), day = take(text, 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional(std::chrono::sys_days{date}) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_number(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

std::optional<Instant> read_file_time(std::string_view text) noexcept {
    const auto number = read_number(text);
    if (!number || *number <= 0) return std::nullopt;
    const auto since_1970 = *number / kPerMillisecond - kUnixEpoch;
    return since_1970 >= 0 && since_1970 <= kYear9999 ? std::optional(from_millis(since_1970)) : std::nullopt;
}

std::optional<Instant> read_generalized_time(std::string_view text) noexcept {
    const auto day = take_day(text);
    const auto hour = day ? take(text, 2) : std::nullopt;
    if (!hour || *hour > 23) return std::nullopt;
    Duration part = hours{1}, of_day = hours{*hour};
    if (starts_with_digit(text)) {
        const auto minute = take(text, 2);
        if (!minute || *minute > 59) return std::nullopt;
        part = minutes{1}, of_day += minutes{*minute};
        if (starts_with_digit(text)) {
            const auto second = take(text, 2);
            if (!second || *second > 60) return std::nullopt;  // 60: a leap second
            part = seconds{1}, of_day += seconds{*second};
        }
    }
    const auto fraction = take_fraction(text, part);
    const auto offset = fraction ? take_offset(text) : std::nullopt;
    if (!offset || !text.empty()) return std::nullopt;
    const Instant at = *day + of_day + *fraction - *offset;
    return to_millis(at) >= 0 ? std::optional(at) : std::nullopt;
}

}  // namespace rekey::directory
