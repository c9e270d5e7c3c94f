#include "adapters/directory/passwords.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>

#include "adapters/directory/controls.hpp"
#include "adapters/directory/diagnosis.hpp"
#include "adapters/directory/unicode_password.hpp"
#include "adapters/directory/writing.hpp"
#include "domain/directory/state.hpp"

namespace rekey::ldap {
namespace {

using directory::AccountState;
using directory::PasswordOperation;
using directory::Refusal;
using directory::SetOptions;
using directory::SignIn;
using directory::Whom;
using directory::Written;
using How = Change::How;

constexpr const char* kUnicodePwd = "unicodePwd";
constexpr const char* kUserPassword = "userPassword";

Written no_text() { return refused(Refusal::Other, "a password that is not well-formed text"); }
Written not_there() { return refused(Refusal::NotThere, "there is no such entry any more"); }
Written locked_by_administrator(const std::string& dn) {
    return refused(Refusal::Locked, fmt::format("an administrator has locked the account; DN {}", dn));
}

/// Whoever has waited so long is taken for dead soon, and somebody else looks what became of the write. A process that was stopped, and goes
/// on an hour later, must not write then.
constexpr Duration kLongest = seconds{20};
bool too_late(const Place& place, const std::optional<AccountState>& found = {}) {
    // Who was found by the caller was so before anybody could begin to wait.
    return place.clock.now() > (found ? std::min(found->seen_at, place.now) : place.now) + kLongest;
}
Written took_too_long() { return not_sent("it took too long to reach the account: nothing has been written"); }

Subject subject_of(const Place& place, Connection& connection, const std::string& dn) {
    return {.driver = place.driver, .server = connection.server(), .dn = dn};
}

constexpr Duration kMoment = seconds{1};

/// Who is about to be written, as he is now.
std::expected<AccountState, Written> look(Connection& connection, const Place& place, const Whom& whom,
                                          const std::optional<AccountState>& found = {}) {
    if (found && place.now < found->seen_at + kMoment) return *found;
    const auto entry = locate(connection, place, whom, state_attributes(place.driver));
    if (!entry) return std::unexpected(before_the_write(entry.error()));
    if (!*entry) return std::unexpected(not_there());
    return read_state(place.driver, **entry, place.facts.policy, place.now);
}

Written set_unicode(const Place& place, const Whom& whom, const Secret& password, const SetOptions& options) {
    const auto value = unicode_password(password);
    if (!value) return no_text();
    auto lease = place.pool.take();
    if (!lease) return not_sent(lease.error().why);
    const auto state = look(**lease, place, whom, options.found);
    if (!state) return state.error();
    if (state->protected_account) return refused(Refusal::NotPermitted, fmt::format("{} is 1; DN {}", place.driver.protection, state->dn));
    std::vector<Change> changes{{How::Replace, kUnicodePwd, {value->reveal()}}};
    if (options.unlock) changes.push_back({How::Replace, std::string(place.driver.lock.attribute), {place.driver.lock.open}});
    const auto& must_change = place.driver.must_change;
    if (options.must_change) changes.push_back({How::Replace, std::string(must_change.attribute), {must_change.value}});
    auto subject = subject_of(place, **lease, state->dn);
    subject.control = place.facts.policy_hints;
    std::vector<Control> controls;
    if (!subject.control.empty()) controls.push_back(policy_hints(subject.control));
    if (too_late(place, options.found)) return took_too_long();
    return written((*lease)->modify(target(place, whom, state->dn), changes, controls), subject, {password});
}

Written change_unicode(const Place& place, const Whom& whom, const Secret& current, const Secret& password) {
    const auto old_value = unicode_password(current), value = unicode_password(password);
    if (!old_value || !value) return no_text();
    auto lease = place.pool.take();
    if (!lease) return not_sent(lease.error().why);
    const std::vector<Change> changes{{How::Delete, kUnicodePwd, {old_value->reveal()}}, {How::Add, kUnicodePwd, {value->reveal()}}};
    if (too_late(place)) return took_too_long();
    // Without the hints: a change is under all rules anyway.
    return written((*lease)->modify(target(place, whom, whom.dn), changes), subject_of(place, **lease, whom.dn), {current, password});
}

/// By LDAP's own ways, with what the connection is bound as.
Answer<Reply> ask(Connection& connection, const Place& place, const std::string& dn, const Secret* current, const Secret& password) {
    const std::vector with_policy{password_policy()};
    if (place.driver.password == PasswordOperation::Modify) {
        const std::vector<Change> changes{{How::Replace, kUserPassword, {password.reveal()}}};
        return connection.modify(dn, changes, with_policy);
    }
    const auto request = current == nullptr ? password_modify(dn, password) : password_modify(dn, *current, password);
    return connection.extended(kPasswordModify, request, with_policy);
}

Written make_it_temporary(Connection& connection, const Place& place, const std::string& dn) {
    const auto& setting = place.driver.must_change;
    const std::vector<Change> changes{{How::Replace, std::string(setting.attribute), {setting.value}}};
    auto second = written(connection.modify(dn, changes), subject_of(place, connection, dn), {});
    if (second.how == Written::How::Done) return second;
    return {.how = Written::How::Done, .detail = "the password is set, but not that it must be changed: " + second.detail};
}

Written set_ldap(const Place& place, const Whom& whom, const Secret& password, const SetOptions& options) {
    if (options.must_change && place.driver.must_change.attribute.empty())
        return refused(Refusal::Other, "this kind of directory has no passwords for one sign-in");
    auto lease = place.pool.take();
    if (!lease) return not_sent(lease.error().why);
    const auto state = look(**lease, place, whom, options.found);
    if (!state) return state.error();
    if (state->permanently_locked) return locked_by_administrator(state->dn);
    auto subject = subject_of(place, **lease, state->dn);
    subject.control = kPasswordPolicy;
    if (too_late(place, options.found)) return took_too_long();
    auto set = written(ask(**lease, place, state->dn, nullptr, password), subject, {password});
    return set.how == Written::How::Done && options.must_change ? make_it_temporary(**lease, place, state->dn) : set;
}

/// Why somebody who could not sign in cannot change his password so. Nothing: he can.
std::optional<Refusal> refusal_of(SignIn answer) {
    switch (answer) {
        case SignIn::Right:
        case SignIn::MustChange: return std::nullopt;
        case SignIn::Wrong: return Refusal::CurrentWrong;
        case SignIn::Locked: return Refusal::Locked;
        default: return Refusal::Other;
    }
}

std::expected<std::string, Written> dn_now(const Place& place, const Whom& whom) {
    auto lease = place.pool.take();
    if (!lease) return std::unexpected(not_sent(lease.error().why));
    auto state = look(**lease, place, whom);
    if (!state) return std::unexpected(state.error());
    return std::move(state->dn);
}

Written change_ldap(const Place& place, const Whom& whom, const Secret& current, const Secret& password) {
    const auto dn = dn_now(place, whom);
    if (!dn) return dn.error();
    auto lease = place.pool.take_unbound();
    if (!lease) return not_sent(lease.error().why);
    auto subject = subject_of(place, **lease, *dn);
    subject.control = kPasswordPolicy;
    const std::vector with_policy{password_policy()};
    const auto bound = (*lease)->bind(*dn, current, with_policy);
    if (!bound) {
        auto lost = not_sent(bound.error().why);
        lost.judged = bound.error().sent != Lost::Sent::No;
        return lost;
    }
    const auto signed_in = sign_in_of(place.driver, *bound);
    if (!signed_in) return written(bound, subject, {current, password});
    if (const auto refusal = refusal_of(*signed_in))
        return refused(*refusal,
                       fmt::format("signing in came to {} ({}); server {}, DN {}", name(*signed_in), bound->code, subject.server, *dn));
    if (too_late(place)) return took_too_long();
    return written(ask(**lease, place, *dn, &current, password), subject, {current, password});
}

/// A removal, not a replacement by nothing: only with that slapd forgets the failures too, without which the next one would lock again.
std::vector<Change> unlocking(const directory::LockForm& lock) {
    std::vector<Change> changes;
    if (lock.open.empty())
        changes.push_back({How::Delete, std::string(lock.attribute), {}});
    else
        changes.push_back({How::Replace, std::string(lock.attribute), {lock.open}});
    if (!lock.counter.empty()) changes.push_back({How::Replace, std::string(lock.counter), {"0"}});
    return changes;
}

}  // namespace

Written set_password(const Place& place, const Whom& whom, const Secret& password, const SetOptions& options) {
    // RFC 3062 would make a password of its own.
    if (password.empty()) return refused(Refusal::TooShort, "an empty password");
    return place.driver.password == PasswordOperation::UnicodePwd ? set_unicode(place, whom, password, options)
                                                                  : set_ldap(place, whom, password, options);
}

Written change_password(const Place& place, const Whom& whom, const Secret& current, const Secret& password) {
    if (current.empty()) return refused(Refusal::CurrentWrong, "an empty password");
    if (password.empty()) return refused(Refusal::TooShort, "an empty password");
    return place.driver.password == PasswordOperation::UnicodePwd ? change_unicode(place, whom, current, password)
                                                                  : change_ldap(place, whom, current, password);
}

Written unlock(const Place& place, const Whom& whom) {
    auto lease = place.pool.take();
    if (!lease) return not_sent(lease.error().why);
    const auto state = look(**lease, place, whom);
    if (!state) return state.error();
    if (state->permanently_locked) return locked_by_administrator(state->dn);
    if (!state->locked) return {};
    if (too_late(place)) return took_too_long();
    return written((*lease)->modify(target(place, whom, state->dn), unlocking(place.driver.lock)), subject_of(place, **lease, state->dn),
                   {});
}

}  // namespace rekey::ldap
