#include "domain/reset/attempt.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rekey::reset {
namespace {

constexpr std::array<std::string_view, 8> kStateNames{"awaiting_need", "awaiting_method", "awaiting_code", "awaiting_password",
                                                      "writing",       "completed",       "refused",       "ended"};
constexpr std::array<std::string_view, 9> kRequestNames{"view",   "choose_need",    "choose_method", "resend", "use_another",
                                                        "answer", "check_password", "set_password",  "cancel"};

/// One row of states.md.
struct Row {
    State state;
    std::initializer_list<Request> requests;
};
const std::array<Row, 8> kTable{{
    {State::AwaitingNeed, {Request::View, Request::ChooseNeed, Request::Cancel}},
    {State::AwaitingMethod, {Request::View, Request::ChooseMethod, Request::Cancel}},
    {State::AwaitingCode, {Request::View, Request::Answer, Request::Resend, Request::UseAnother, Request::ChooseMethod, Request::Cancel}},
    {State::AwaitingPassword, {Request::View, Request::CheckPassword, Request::SetPassword, Request::Cancel}},
    {State::Writing, {Request::View}},
    {State::Completed, {Request::View}},
    {State::Refused, {Request::View}},
    {State::Ended, {}},
}};

}  // namespace

std::string_view name(State state) noexcept { return kStateNames[static_cast<std::size_t>(state)]; }

std::optional<State> parse_state(std::string_view text) noexcept {
    const auto at = std::ranges::find(kStateNames, text);
    if (at == kStateNames.end()) return std::nullopt;
    return static_cast<State>(at - kStateNames.begin());
}

std::string_view name(Request request) noexcept { return kRequestNames[static_cast<std::size_t>(request)]; }

bool allowed(State state, Request request) noexcept {
    const auto& requests = kTable[static_cast<std::size_t>(state)].requests;
    return std::ranges::find(requests, request) != requests.end();
}

std::string_view name(Need need) noexcept { return need == Need::Reset ? "reset" : "unlock"; }

std::optional<Need> parse_need(std::string_view text) noexcept {
    if (text == "reset") return Need::Reset;
    if (text == "unlock") return Need::Unlock;
    return std::nullopt;
}

Verdict judge(const Challenge& challenge, const Mac& presented, std::int64_t max_tries, bool live, Instant now) {
    const bool same = equal_ct(challenge.code, presented);  // always compared, so that a decoy costs the same
    if (challenge.tries > max_tries) return Verdict::UsedUp;
    if (now >= challenge.expires_at) return Verdict::Expired;
    if (same && live && challenge.comparable) return Verdict::Right;
    return challenge.tries == max_tries ? Verdict::UsedUp : Verdict::Wrong;
}

Attempt after_proof(Attempt attempt, method::Channel channel, std::int64_t gates, std::optional<policy::Obstacle> obstacle,
                    std::int64_t missing) {
    attempt.passed.push_back(channel);
    if (obstacle) {
        attempt.state = State::Refused;
        attempt.obstacle = obstacle;
        attempt.missing = missing;
    } else if (std::ssize(attempt.passed) < gates) {
        attempt.state = State::AwaitingMethod;
    } else {
        attempt.state = attempt.need == Need::Unlock ? State::Completed : State::AwaitingPassword;
    }
    return attempt;
}

}  // namespace rekey::reset
