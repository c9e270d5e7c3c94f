#include "domain/directory/writeback.hpp"

namespace rekey::directory {

std::string_view name(Writeback::What what) noexcept {
    switch (what) {
        case Writeback::What::Reset: return "reset";
        case Writeback::What::Change: return "change";
        case Writeback::What::Unlock: return "unlock";
    }
    return {};
}

std::optional<Writeback::What> parse_what(std::string_view text) noexcept {
    for (const auto each : {Writeback::What::Reset, Writeback::What::Change, Writeback::What::Unlock}) {
        if (name(each) == text) return each;
    }
    return std::nullopt;
}

Trace trace(const Writeback& writeback, const AccountState& state, std::size_t servers) {
    constexpr Duration kSkew = minutes{2};  // `rekey directory test` complains of more
    constexpr Duration kLongestWrite = minutes{1};
    if (writeback.before.empty() || state.password_set_at.empty()) return Trace::CannotTell;
    const bool another = state.password_set_at != writeback.before;
    if (servers <= 1 && another) return Trace::Written;
    if (servers <= 1) return state.seen_at < writeback.began_at + kLongestWrite ? Trace::NotYet : Trace::NotWritten;
    const bool since = another && state.password_set && *state.password_set + kSkew >= writeback.began_at;
    return since ? Trace::Written : Trace::NotYet;
}

}  // namespace rekey::directory
