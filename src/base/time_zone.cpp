#include "base/time_zone.hpp"

#include <unicode/timezone.h>

#include <memory>
#include <string>

namespace rekey {

bool is_time_zone(std::string_view name) {
    // ICU takes custom offsets ("GMT+2") too; those know no summer time, which is not what an administrator means.
    if (name.empty() || name.starts_with("GMT+") || name.starts_with("GMT-")) return false;
    const auto id = icu::UnicodeString::fromUTF8(std::string(name));
    const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
    return zone && *zone != icu::TimeZone::getUnknown();
}

}  // namespace rekey
