#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::directory {

/// One write to a directory between its beginning and the moment somebody knows what it came to.
struct Writeback {
    enum class What : std::uint8_t { Reset, Change, Unlock };
    WritebackId id;
    DirectoryId directory;
    IdentityId identity;
    std::optional<AttemptId> attempt = {};  ///< Reset, Unlock
    What what = What::Reset;
    std::string before = {};  ///< when the password had been set, as the directory told it; empty: it did not tell
    Instant began_at = {};
};
[[nodiscard]] std::string_view name(Writeback::What what) noexcept;  ///< reset, change, unlock
[[nodiscard]] std::optional<Writeback::What> parse_what(std::string_view name) noexcept;

}  // namespace rekey::directory
