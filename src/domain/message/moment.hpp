#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "domain/message/catalogue.hpp"

namespace rekey::message {

/// The inverse of to_rfc3339 and nothing wider: exactly 2026-11-22T14:32:00.000Z.
[[nodiscard]] std::optional<Instant> parse_moment(std::string_view text);

/// An instant as people of one time zone say it, in the catalogue's language.
struct LocalMoment {
    std::string clock;  ///< 14:32
    std::string day;    ///< 22 November
    std::string date;   ///< Sunday 22 November 2026
    std::string zone;   ///< Amsterdam time; UTC
};

/// `zone` is a name of the IANA database; an unknown one counts as UTC.
[[nodiscard]] LocalMoment local_moment(Instant at, std::string_view zone, const Catalogue& catalogue);

}  // namespace rekey::message
