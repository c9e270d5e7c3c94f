#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/directory/account.hpp"

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

/// What an account shows of a password that may have been written.
enum class Trace : std::uint8_t {
    Written,
    NotWritten,
    NotYet,      ///< perhaps another server knows more, or this one will: it may answer what it knows while it is still writing
    CannotTell
};
/// One that has not written it a minute after it began will not: it was asked within seconds of that, or never (took_too_long).
/// `servers` is how many the directory has: one that lags tells an older time than the one before, and one that does not a time that is newer, but
/// of somebody else's write.
[[nodiscard]] Trace trace(const Writeback& writeback, const AccountState& state, std::size_t servers);

}  // namespace rekey::directory
