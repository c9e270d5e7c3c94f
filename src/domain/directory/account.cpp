#include "domain/directory/account.hpp"

namespace rekey::directory {

std::string_view name(SignIn answer) noexcept {
    switch (answer) {
        case SignIn::Right: return "right";
        case SignIn::MustChange: return "must_change";
        case SignIn::PasswordExpired: return "password_expired";
        case SignIn::Wrong: return "wrong";
        case SignIn::Locked: return "locked";
        case SignIn::Disabled: return "disabled";
        case SignIn::AccountExpired: return "account_expired";
        case SignIn::NotNow: return "not_now";
    }
    return {};
}

std::string_view name(Refusal refusal) noexcept {
    switch (refusal) {
        case Refusal::TooShort: return "too_short";
        case Refusal::TooSimple: return "too_simple";
        case Refusal::UsedBefore: return "used_before";
        case Refusal::TooSoon: return "too_soon";
        case Refusal::Rules: return "rules";
        case Refusal::CurrentWrong: return "current_wrong";
        case Refusal::Locked: return "locked";
        case Refusal::NotPermitted: return "not_permitted";
        case Refusal::NotThere: return "not_there";
        case Refusal::Other: return "other";
    }
    return {};
}

std::string_view name(Writability writability) noexcept {
    switch (writability) {
        case Writability::Writable: return "writable";
        case Writability::Protected: return "protected";
        case Writability::NoRight: return "no_right";
        case Writability::NotTold: return "not_told";
    }
    return {};
}

std::optional<Writability> parse_writability(std::string_view text) noexcept {
    for (const auto each : {Writability::Writable, Writability::Protected, Writability::NoRight, Writability::NotTold}) {
        if (name(each) == text) return each;
    }
    return std::nullopt;
}

}  // namespace rekey::directory
