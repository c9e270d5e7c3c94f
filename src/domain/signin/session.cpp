#include "domain/signin/session.hpp"

#include <algorithm>

namespace rekey::signin {

std::string_view name(Stage stage) noexcept { return stage == Stage::SignedIn ? "signed_in" : "must_change_password"; }

std::optional<Stage> parse_stage(std::string_view text) noexcept {
    for (const auto stage : {Stage::MustChangePassword, Stage::SignedIn}) {
        if (name(stage) == text) return stage;
    }
    return std::nullopt;
}

Instant last_end(const Session& session, const tenant::Settings& settings) noexcept {
    const auto life = session.stage == Stage::SignedIn ? settings.session_hours * minutes{60} : minutes{settings.attempt_minutes};
    return session.signed_in_at + life;
}

Instant end_after(const Session& session, Instant seen, const tenant::Settings& settings) noexcept {
    const auto last = last_end(session, settings);
    return session.stage == Stage::SignedIn ? std::min(seen + minutes{settings.session_idle_minutes}, last) : last;
}

bool note_due(const Session& session, Instant now) noexcept {
    return session.stage == Stage::SignedIn && now - session.last_seen_at >= minutes{1};
}

}  // namespace rekey::signin
