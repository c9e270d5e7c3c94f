#pragma once
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <string>

#include "adapters/directory/passwords.hpp"

namespace rekey::test {

/// Asks a directory about its accounts as the program does. Facts and time are the test's own.
class AccountsRig {
public:
    AccountsRig(const directory::Driver& driver, std::string base, ldap::PoolOptions options)
        : pool_(std::move(options)), driver_(driver), base_(std::move(base)) {
        signal(SIGPIPE, SIG_IGN);
    }

    [[nodiscard]] ldap::Place place() { return {pool_, driver_, base_, facts, clock_, now}; }

    /// Whom an entry is, by what a search for its DN says.
    [[nodiscard]] directory::Whom whom(const std::string& dn) {
        auto lease = pool_.take();
        if (!lease) throw std::runtime_error(lease.error().why);
        std::optional<directory::Anchor> anchor;
        const ldap::Sink sink{[&](const directory::Entry& entry, const std::vector<ldap::Control>&) {
            anchor = read_anchor(driver_.anchor_form, entry.first(driver_.anchor));
        }};
        const auto reply =
            (*lease)->search({dn, ldap::Scope::Base, *directory::Filter::parse("(objectClass=*)"), {std::string(driver_.anchor)}}, sink);
        if (!reply || !anchor) throw std::runtime_error("no anchor at " + dn);
        return {*anchor, dn};
    }
    [[nodiscard]] directory::AccountState state(const directory::Whom& whom) {
        const auto found = find_account(place(), whom);
        if (!found) throw std::runtime_error(found.error().detail);
        if (!*found) throw std::runtime_error("not there");
        return **found;
    }
    [[nodiscard]] std::string signs_in(const directory::Whom& whom, std::string_view password) {
        const auto answer = sign_in(place(), whom, Secret{password});
        return answer ? std::string(name(*answer)) : answer.error().detail;
    }
    [[nodiscard]] directory::Written sets(const directory::Whom& whom, std::string_view password, directory::SetOptions options = {}) {
        return set_password(place(), whom, Secret{password}, options);
    }
    [[nodiscard]] directory::Written changes(const directory::Whom& whom, std::string_view current, std::string_view password) {
        return change_password(place(), whom, Secret{current}, Secret{password});
    }
    [[nodiscard]] directory::Written unlocks(const directory::Whom& whom) { return unlock(place(), whom); }
    [[nodiscard]] std::string writable(const directory::Whom& whom) {
        const auto answer = writability(place(), whom);
        return answer ? std::string(name(*answer)) : answer.error().detail;
    }

    directory::Facts facts;
    Instant now = from_millis(1'800'000'000'000);  // 2027: later than anything a server writes by itself
    Duration late{0};                              ///< so long after that a write is made

private:
    class RigClock final : public ports::Clock {
    public:
        explicit RigClock(const AccountsRig& rig) : rig_(rig) {}
        [[nodiscard]] Instant now() const override { return rig_.now + rig_.late; }

    private:
        const AccountsRig& rig_;
    };

    RigClock clock_{*this};
    ldap::Pool pool_;
    const directory::Driver& driver_;
    std::string base_;
};

/// For a failed expectation, and to compare: done, refused too_short, not_sent, unknown.
[[nodiscard]] inline std::string outcome(const directory::Written& written) {
    switch (written.how) {
        case directory::Written::How::Done: return "done";
        case directory::Written::How::Refused: return "refused " + std::string(name(written.refusal));
        case directory::Written::How::NotSent: return "not_sent";
        case directory::Written::How::Unknown: return "unknown";
    }
    return {};
}

/// Passwords that a careless coder or filter would break. Each has three kinds of characters, for a complexity rule.
[[nodiscard]] inline std::vector<std::string> difficult_passwords() {
    return {"Grüße-aus-Łódź-7",
            "Ключ-От-Дома-42",
            "Horse \xF0\x9F\x90\x8E and \xF0\x9D\x94\x98 9",
            "\"Quoted\" and \\escaped\\ 9",
            "Ends-with-a-quote-9\"",
            "*)(uid=*)(|(uid=* A9",
            "  Spaces at both ends 9  ",
            "Aa9-" + std::string(252, 'x')};
}

}  // namespace rekey::test
