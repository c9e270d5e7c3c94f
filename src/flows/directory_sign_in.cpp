#include "flows/directory_sign_in.hpp"

#include "domain/policy/throttle.hpp"
#include "flows/password_rules.hpp"

namespace rekey::flows {
namespace {

using Blame = Verdict::Blame;
using Fits = Verdict::Fits;
using Passed = Verdict::Passed;

Verdict not_asked(Blame blame, std::string_view reason) { return {.blame = blame, .reason = reason}; }

Verdict trouble(const Error& error, Passed passed) {
    const bool silent = error.code == ErrorCode::Unreachable || error.code == ErrorCode::Busy;
    return {.passed = error.code == ErrorCode::Unreachable ? passed : Passed::NotOn,
            .blame = Blame::Directory,
            .reason = silent ? "directory_unreachable" : "directory_refused"};
}

/// What is not said to be wrong was not counted there either, except for an account that is locked already.
Verdict verdict_of(directory::SignIn answer) {
    using enum directory::SignIn;
    switch (answer) {
        case Right: return {.fits = Fits::Yes, .passed = Passed::On};
        case MustChange:
        case PasswordExpired: return {.fits = Fits::ForAChange, .passed = Passed::NotOn};
        case Wrong: return {.passed = Passed::On, .blame = Blame::Password, .reason = "wrong_password"};
        case Locked: return {.passed = Passed::On, .reason = "directory_locked"};
        case Disabled: return {.passed = Passed::On, .reason = "directory_disabled"};
        case AccountExpired: return {.passed = Passed::On, .reason = "account_expired"};
        case NotNow: return {.passed = Passed::On, .reason = "not_now"};
    }
    return {};
}

}  // namespace

std::optional<There> DirectorySignIn::load(ports::UnitOfWork& unit, const identity::Identity& person, const Counted& counted) const {
    if (!person.authority) return std::nullopt;
    There there{directory_account(unit, person.id, person.authority), {}};
    if (!there.account || !counted.open || person.status != identity::Status::Enabled) return there;
    const auto limits = directory::bind_limits(there.account->directory.settings, policy_there(unit, person));
    there.place = take_bind_place(unit, counted.account, counted.side, limits);
    return there;
}

std::optional<Verdict> DirectorySignIn::obstacle(const There& there, const Result<std::optional<directory::AccountState>>& state) const {
    if (!state) return trouble(state.error(), Passed::NotOn);
    if (!*state) return not_asked(Blame::Account, "directory_gone");
    if ((*state)->disabled) return not_asked(Blame::Account, "directory_disabled");
    // One that may be over is found out by the bind, of which there are few.
    if (((*state)->locked && !(*state)->lock_may_be_over) || (*state)->permanently_locked)
        return not_asked(Blame::Account, "directory_locked");
    if (!there.place.granted || !leaves_room(there.place.limits, (*state)->wrong_passwords, there.place.open))
        return not_asked(Blame::Account, "directory_budget");
    return std::nullopt;
}

Verdict DirectorySignIn::judge(const There& there, const Counted& counted, const Secret& password, const Mac& presented) const {
    if (!there.account) return not_asked(Blame::Account, "directory_gone");
    if (!counted.open) return not_asked(Blame::Account, "locked");
    const auto connector = connect(ports_.connectors, *there.account);
    if (!connector) return not_asked(Blame::Directory, "directory_off");
    const auto state = (*connector)->find(there.account->whom);
    // When the password is set anew the memory of wrong ones ends: one of them may be right now. A directory that does not tell is asked again.
    // Of one that must be changed it may not tell either: the next one may be such a one, too.
    const bool tells = state && *state && !(*state)->hides_set_at;
    const auto set_at = tells ? (*state)->password_set_at : std::string{};
    const auto mark =
        ports_.macs.mac(ports::MacPurpose::WrongPassword, {tenant_.view(), counted.subject.view(), presented.view(), as_bytes(set_at)});
    if (!set_at.empty() && ports_.store.begin(tenant_, ports::Access::Read)->lockouts().remembers(counted.account, mark))
        return {.blame = Blame::Password, .reason = "wrong_password", .mark = mark};
    if (const auto found = obstacle(there, state)) return *found;

    const auto answer = (*connector)->sign_in(there.account->whom, password);
    auto verdict = answer ? verdict_of(*answer) : trouble(answer.error(), Passed::Perhaps);
    verdict.mark = mark;
    return verdict;
}

void DirectorySignIn::settle(ports::UnitOfWork& unit, const There& there, const Verdict& verdict) const {
    const auto& account = there.place.account;
    const auto marker = policy::must_change_there();
    if (verdict.fits != Fits::No) unit.counters().clear(marker.name, account);
    if (verdict.fits == Fits::ForAChange) static_cast<void>(unit.counters().add(marker.name, account, marker.window));
    if (verdict.fits == Fits::Yes) clear_bind_places(unit, account);
    switch (verdict.passed) {
        case Passed::NotOn: return give_back_bind_place(unit, there.place);
        case Passed::On: return keep_bind_place(unit, there.place);
        case Passed::Perhaps: return;
    }
}

}  // namespace rekey::flows
