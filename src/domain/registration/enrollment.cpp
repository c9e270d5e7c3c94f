#include "domain/registration/enrollment.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace rekey::registration {
namespace {

constexpr std::array<std::string_view, 6> kItems{"email", "mobile", "office", "totp", "recovery_codes", "security_questions"};
constexpr std::array<std::string_view, 4> kStates{"started", "awaiting_code", "proven", "ended"};
constexpr std::array<std::string_view, 4> kRequests{"prove", "resend", "save", "cancel"};
constexpr std::array<std::string_view, 3> kPurposes{"add", "change", "verify"};

template <class Enumeration>
std::optional<Enumeration> parse(std::span<const std::string_view> names, std::string_view text) noexcept {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enumeration>(found - names.begin());
}

}  // namespace

std::string_view name(Item item) noexcept { return kItems[static_cast<std::size_t>(item)]; }
std::optional<Item> parse_item(std::string_view text) noexcept { return parse<Item>(kItems, text); }
std::string_view name(State state) noexcept { return kStates[static_cast<std::size_t>(state)]; }
std::optional<State> parse_state(std::string_view text) noexcept { return parse<State>(kStates, text); }
std::string_view name(Request request) noexcept { return kRequests[static_cast<std::size_t>(request)]; }
std::string_view name(Purpose purpose) noexcept { return kPurposes[static_cast<std::size_t>(purpose)]; }
std::optional<Purpose> parse_purpose(std::string_view text) noexcept { return parse<Purpose>(kPurposes, text); }

Item item_of(method::Kind kind) noexcept {
    switch (kind) {
        case method::Kind::Email: return Item::Email;
        case method::Kind::Sms:
        case method::Kind::VoiceMobile: return Item::Mobile;
        case method::Kind::VoiceOffice: return Item::Office;
        case method::Kind::Totp: return Item::App;
        case method::Kind::RecoveryCode: return Item::RecoveryCodes;
        case method::Kind::SecurityQuestions: break;
    }
    return Item::Questions;
}

bool has_address(Item item) noexcept { return item == Item::Email || item == Item::Mobile || item == Item::Office; }

bool allowed(State state, Request request) noexcept {
    switch (state) {
        case State::Started: return request == Request::Save || request == Request::Cancel;
        case State::AwaitingCode: return request != Request::Save;
        case State::Proven:
        case State::Ended: break;
    }
    return false;
}

State first_state(Item item) noexcept {
    return item == Item::RecoveryCodes || item == Item::Questions ? State::Started : State::AwaitingCode;
}

Verdict judge(const Enrollment& enrollment, const Mac& presented, std::int64_t max_tries, Instant now) {
    const bool right = equal_ct(enrollment.code, presented);
    if (enrollment.tries > max_tries) return Verdict::UsedUp;
    if (now >= enrollment.code_expires_at) return Verdict::Expired;
    if (right) return Verdict::Right;
    return enrollment.tries == max_tries ? Verdict::UsedUp : Verdict::Wrong;
}

}  // namespace rekey::registration
