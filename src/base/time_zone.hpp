#pragma once
#include <string_view>

namespace rekey {

/// True for a name of the IANA time zone database ("Europe/Amsterdam", "UTC") that this machine's ICU knows.
[[nodiscard]] bool is_time_zone(std::string_view name);

}  // namespace rekey
