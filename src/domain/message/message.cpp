#include "domain/message/message.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rekey::message {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 13> kKinds{{{Kind::ResetCode, "reset_code"},
                                                                    {Kind::PasswordChanged, "password_changed"},
                                                                    {Kind::ResetPaused, "reset_paused"},
                                                                    {Kind::RegistrationCode, "registration_code"},
                                                                    {Kind::MethodAdded, "method_added"},
                                                                    {Kind::MethodChanged, "method_changed"},
                                                                    {Kind::MethodRemoved, "method_removed"},
                                                                    {Kind::AccountFrozen, "account_frozen"},
                                                                    {Kind::Invitation, "invitation"},
                                                                    {Kind::RecoveryCodeUsed, "recovery_code_used"},
                                                                    {Kind::BudgetNearlySpent, "budget_nearly_spent"},
                                                                    {Kind::CountryStopped, "country_stopped"},
                                                                    {Kind::UnlockCode, "unlock_code"}}};
constexpr std::array<std::pair<State, std::string_view>, 6> kStates{{{State::Queued, "queued"},
                                                                     {State::Leased, "leased"},
                                                                     {State::Sent, "sent"},
                                                                     {State::Failed, "failed"},
                                                                     {State::Expired, "expired"},
                                                                     {State::Suppressed, "suppressed"}}};
constexpr std::array<std::pair<Fate, std::string_view>, 5> kFates{{{Fate::Unknown, "unknown"},
                                                                   {Fate::Delivered, "delivered"},
                                                                   {Fate::Undelivered, "undelivered"},
                                                                   {Fate::Busy, "busy"},
                                                                   {Fate::NoAnswer, "no_answer"}}};

constexpr std::array<std::string_view, 6> kProgress{"waiting", "sent", "delivered", "busy", "no_answer", "failed"};

template <class Value, std::size_t Size>
std::optional<Value> parse(const std::array<std::pair<Value, std::string_view>, Size>& names, std::string_view text) noexcept {
    const auto* const found = std::ranges::find(names, text, &std::pair<Value, std::string_view>::second);
    if (found == names.end()) return std::nullopt;
    return found->first;
}

}  // namespace

std::string_view name(Kind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)].second; }
std::optional<Kind> parse_kind(std::string_view text) noexcept { return parse(kKinds, text); }
bool is_code(Kind kind) noexcept { return kind == Kind::ResetCode || kind == Kind::UnlockCode || kind == Kind::RegistrationCode; }

std::string_view name(State state) noexcept { return kStates[static_cast<std::size_t>(state)].second; }
std::optional<State> parse_state(std::string_view text) noexcept { return parse(kStates, text); }

std::string_view name(Fate fate) noexcept { return kFates[static_cast<std::size_t>(fate)].second; }
std::optional<Fate> parse_fate(std::string_view text) noexcept { return parse(kFates, text); }

std::string_view name(Progress progress) noexcept { return kProgress[static_cast<std::size_t>(progress)]; }

Progress progress_of(State state, Fate fate) noexcept {
    switch (state) {
        case State::Queued:
        case State::Leased: return Progress::Waiting;
        case State::Sent: return fate == Fate::Delivered ? Progress::Delivered : Progress::Sent;
        case State::Suppressed: return Progress::Sent;
        case State::Failed:
            if (fate == Fate::Busy) return Progress::Busy;
            return fate == Fate::NoAnswer ? Progress::NoAnswer : Progress::Failed;
        case State::Expired: break;
    }
    return Progress::Failed;
}

Duration retry_delay(std::int64_t tries, double jitter) noexcept {
    constexpr Duration kFirst = seconds{2};
    constexpr Duration kLongest = minutes{5};
    // 2 s × 2^8 is beyond the cap already; more doublings would only overflow.
    const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 8);
    const Duration delay = std::min(kFirst * (std::int64_t{1} << doublings), kLongest);
    const auto extra = 0.25 * std::clamp(jitter, 0.0, 1.0) * static_cast<double>(delay.count());
    return delay + Duration{static_cast<std::int64_t>(extra)};
}

}  // namespace rekey::message
