#pragma once
#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace rekey::store {

/// What a database can say no with, told apart so that callers know whether to run again, to wait or to give up.
enum class ErrorKind : std::uint8_t { Unique, ForeignKey, Check, Serialization, Busy, ConnectionLost, Other };

[[nodiscard]] std::string_view name(ErrorKind kind) noexcept;

/// `detail` is a code or the name of a constraint: never the database's own sentence, which may quote values.
[[nodiscard]] Fault make_fault(ErrorKind kind, std::string_view query, std::string_view detail);

}  // namespace rekey::store
