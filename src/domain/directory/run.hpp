#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rekey::directory {

/// What a run reads: what has changed since the last one, or everything.
enum class Mode : std::uint8_t { Delta, Full };
[[nodiscard]] std::string_view name(Mode mode) noexcept;
[[nodiscard]] std::optional<Mode> parse_mode(std::string_view name) noexcept;

/// How a run ended, or that it goes on.
enum class Outcome : std::uint8_t {
    Running,
    Done,
    Failed,    ///< the directory did not answer, or refused: what was read before is kept
    Interrupted,  ///< the process was asked to end: what was read before is kept, and the next one goes on
    Stopped,   ///< it would have removed too many people: nobody was
    Overtaken  ///< another runner took over, or the process died
};
[[nodiscard]] std::string_view name(Outcome outcome) noexcept;  ///< running, done, …
[[nodiscard]] std::optional<Outcome> parse_outcome(std::string_view name) noexcept;

/// The accidental-deletion guard: of so many people, so many may go in one run without anybody being asked.
struct RemovalLimit {
    std::int64_t people = 500, percent = 10;
};
/// A tenth of very few is nobody: up to five may always go.
[[nodiscard]] bool may_remove(std::int64_t removals, std::int64_t people, const RemovalLimit& limit) noexcept;

}  // namespace rekey::directory
