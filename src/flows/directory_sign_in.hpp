#pragma once
#include <optional>
#include <string_view>

#include "flows/bind_budget.hpp"
#include "flows/directory_account.hpp"
#include "flows/sign_in_tally.hpp"

namespace rekey::flows {

/// Somebody who is judged by a directory and by nothing else.
struct There {
    std::optional<DirectoryAccount> account;  ///< nothing: the directory, or the entry, is there no more
    BindPlace place;
};

/// What a directory made of a password.
struct Verdict {
    enum class Fits : std::uint8_t { No, Yes, ForAChange } fits = Fits::No;
    /// How its place among those that may be wrong ends.
    enum class Passed : std::uint8_t { NotOn, On, Perhaps } passed = Passed::NotOn;
    enum class Blame : std::uint8_t {
        Password,   ///< it is known to be wrong
        Account,    ///< nothing is known of the password
        Directory,  ///< the same, and it was no failure of the person
    } blame = Blame::Account;
    std::string_view reason = {};  ///< for the administrator
    Mac mark = {};                 ///< Password: of the wrong one
};

/// The sign-in of people who are mastered in a directory: by a bind with what was typed, at most as many wrong ones as leave the account
/// unlocked there (docs/adr/0026).
class DirectorySignIn final {
public:
    DirectorySignIn(const SignInPorts& ports, const TenantId& tenant) : ports_(ports), tenant_(tenant) {}

    /// Nothing for somebody who is mastered here. Takes a place when the password is going to be passed on.
    [[nodiscard]] std::optional<There> load(ports::UnitOfWork& unit, const identity::Identity& person, const Counted& counted) const;
    /// Asks the network: no unit of work is open. `presented` is the verifier of what was typed.
    [[nodiscard]] Verdict judge(const There& there, const Counted& counted, const Secret& password, const Mac& presented) const;
    /// What is put down afterwards.
    void settle(ports::UnitOfWork& unit, const There& there, const Verdict& verdict) const;

private:
    [[nodiscard]] std::optional<Verdict> obstacle(const There& there, const Result<std::optional<directory::AccountState>>& state) const;

    const SignInPorts& ports_;
    const TenantId& tenant_;
};

}  // namespace rekey::flows
