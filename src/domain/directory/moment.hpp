#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace rekey::directory {

/// Decimal digits with or without a minus, as Active Directory writes its numbers, and nothing else. Nothing: it is none, or too large.
[[nodiscard]] std::optional<std::int64_t> read_number(std::string_view text) noexcept;

/// Intervals of 100 ns since 1601 in UTC (MS-DTYP 2.3.3). Nothing: zero, which is no time, or one that nobody meant.
[[nodiscard]] std::optional<Instant> read_file_time(std::string_view text) noexcept;

/// 20261126221436Z, also with a fraction or an offset (RFC 4517 section 3.3.13). Nothing: it is none, or a time before 1970.
[[nodiscard]] std::optional<Instant> read_generalized_time(std::string_view text) noexcept;

}  // namespace rekey::directory
