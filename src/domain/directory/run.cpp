#include "domain/directory/run.hpp"

#include <algorithm>
#include <array>

namespace rekey::directory {
namespace {

constexpr std::array kOutcomes{Outcome::Running,     Outcome::Done,    Outcome::Failed,
                               Outcome::Interrupted, Outcome::Stopped, Outcome::Overtaken};

}  // namespace

std::string_view name(Mode mode) noexcept { return mode == Mode::Full ? "full" : "delta"; }

std::optional<Mode> parse_mode(std::string_view text) noexcept {
    if (text == name(Mode::Full)) return Mode::Full;
    return text == name(Mode::Delta) ? std::optional(Mode::Delta) : std::nullopt;
}

std::string_view name(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::Running: return "running";
        case Outcome::Done: return "done";
        case Outcome::Failed: return "failed";
        case Outcome::Interrupted: return "interrupted";
        case Outcome::Stopped: return "stopped";
        case Outcome::Overtaken: return "overtaken";
    }
    return {};
}

std::optional<Outcome> parse_outcome(std::string_view text) noexcept {
    const auto found = std::ranges::find_if(kOutcomes, [&](Outcome each) { return name(each) == text; });
    return found == kOutcomes.end() ? std::nullopt : std::optional(*found);
}

bool may_remove(std::int64_t removals, std::int64_t people, const RemovalLimit& limit) noexcept {
    constexpr std::int64_t kAlways = 5;
    if (removals > limit.people) return false;
    return removals <= kAlways || removals * 100 <= people * limit.percent;
}

}  // namespace rekey::directory
