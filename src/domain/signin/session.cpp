#include "domain/signin/session.hpp"

#include <algorithm>

namespace rekey::signin {

std::string_view name(Stage stage) noexcept {
    switch (stage) {
        case Stage::SecondProof: return "second_proof";
        case Stage::MustChangePassword: return "must_change_password";
        case Stage::SignedIn: break;
    }
    return "signed_in";
}

std::optional<Stage> parse_stage(std::string_view text) noexcept {
    for (const auto stage : {Stage::SecondProof, Stage::MustChangePassword, Stage::SignedIn}) {
        if (name(stage) == text) return stage;
    }
    return std::nullopt;
}

Stage next_stage(const Lacks& lacks) noexcept {
    if (lacks.second_proof) return Stage::SecondProof;
    return lacks.new_password ? Stage::MustChangePassword : Stage::SignedIn;
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
