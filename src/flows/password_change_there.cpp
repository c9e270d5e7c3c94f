// The change of a password that is mastered in a directory: the directory is asked once, between a transaction that says so and one that puts
// down what it came to. When this program ends in between, whoever looks after overdue writes does that (docs/adr/0026).
#include <algorithm>

#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/directory_refusal.hpp"
#include "flows/password_change.hpp"
#include "flows/password_rules.hpp"
#include "flows/reset_writeback.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {
namespace {

using How = directory::Written::How;
using directory::Refusal;

constexpr Duration kLongestWait = hours{24};  // that is said: a directory may count for ever

bool is_rule(Refusal refusal) {
    return refusal == Refusal::TooShort || refusal == Refusal::TooSimple || refusal == Refusal::UsedBefore || refusal == Refusal::TooSoon ||
           refusal == Refusal::Rules;
}

/// What was known of the password before.
void forget_before(ports::UnitOfWork& unit, const Mac& account) {
    unit.counters().clear(policy::must_change_there().name, account);
    clear_bind_places(unit, account);
}

}  // namespace

Result<ChangeOutcome> PasswordChange::unavailable(const Counted& counted) const {
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { give_back_bind_place(unit, counted.there->place); });
    return fail(ErrorCode::DirectoryUnavailable, "the directory does not answer", kDirectoryAgain);
}

Result<ChangeOutcome> PasswordChange::change_there(const Counted& counted, const Typed& typed) const {
    const auto& [active, record, there, policy] = counted;
    auto reasons = password::check(normalized_password(typed.password).reveal(), password_rules(active.settings, policy),
                                   password_context(active.settings, active.identity));
    if (!reasons.empty()) {
        ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
            give_back_bind_place(unit, there->place);
            keeper_.audit(unit, audit::Kind::PasswordRefused, active.identity.id, typed.caller,
                          {{"rule", std::string(password::name(reasons.front().rule))}});
        });
        return ChangeOutcome{std::nullopt, std::move(reasons)};
    }
    const auto connector = there->account ? connect(ports_.connectors, *there->account)
                                          : Result<std::shared_ptr<ports::Connector>>(fail(ErrorCode::Refused, "it is there no more"));
    if (!connector) return unavailable(counted);
    const auto state = (*connector)->find(there->account->whom);
    if (!state || !*state) return unavailable(counted);
    if (!there->place.granted || !leaves_room(there->place.limits, (*state)->wrong_passwords, there->place.open)) {
        ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { give_back_bind_place(unit, there->place); });
        return fail(ErrorCode::TooManyPasswords, "wrong passwords in the directory", std::min(there->place.limits.window, kLongestWait));
    }
    return write(**connector, counted, typed, time_before(**state, counted.active.now));
}

Result<ChangeOutcome> PasswordChange::write(ports::Connector& connector, const Counted& counted, const Typed& typed,
                                            const std::string& before) const {
    const auto& account = *counted.there->account;
    const auto id = ports::make_id<WritebackId>(ports_.entropy);
    directory::Writeback writeback{.id = id,
                                   .directory = account.directory.id,
                                   .identity = counted.active.identity.id,
                                   .what = directory::Writeback::What::Change,
                                   .before = before};
    const bool begun = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
        writeback.began_at = unit.now();
        return unit.writebacks().begin(writeback, kWriteLease).get();
    });
    if (!begun) return unavailable(counted);
    auto written = connector.change_password(account.whom, normalized_password(typed.current), normalized_password(typed.password));
    if (written.how == How::Unknown && has_happened(connector, account, writeback)) written.how = How::Done;
    switch (written.how) {
        case How::Done: return done_there(counted, typed, id);
        case How::Refused: return refused_there(counted, typed, id, written);
        case How::Unknown:
            ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { unit.writebacks().postpone(id, kSettling); });
            return fail(ErrorCode::OutcomeUnknown, written.detail);
        case How::NotSent: break;
    }
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) { static_cast<void>(unit.writebacks().end(id)); });
    if (written.judged) return fail(ErrorCode::DirectoryUnavailable, written.detail, kDirectoryAgain);
    return unavailable(counted);
}

Result<ChangeOutcome> PasswordChange::refused_there(const Counted& counted, const Typed& typed, const WritebackId& writeback,
                                                    const directory::Written& written) const {
    const auto& [active, record, there, policy] = counted;
    const bool by_rule = is_rule(written.refusal);
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
        static_cast<void>(unit.writebacks().end(writeback));
        by_rule ? give_back_bind_place(unit, there->place) : keep_bind_place(unit, there->place);
        keeper_.audit(unit, audit::Kind::PasswordRefused, active.identity.id, typed.caller,
                      {{"rule", std::string(directory::name(written.refusal))}, {"directory", written.detail}});
    });
    if (written.refusal == Refusal::CurrentWrong) return fail(ErrorCode::CurrentPasswordWrong);
    if (!by_rule) return fail(ErrorCode::Refused, written.detail);
    const auto candidate = normalized_password(typed.password);
    return ChangeOutcome{std::nullopt, reasons_of(written, policy, candidate, password_context(active.settings, active.identity))};
}

Result<ChangeOutcome> PasswordChange::done_there(const Counted& counted, const Typed& typed, const WritebackId& writeback) const {
    const auto& [active, before, there, policy] = counted;
    const auto keep = std::max<std::int64_t>(policy ? policy->history : 0, active.settings.password_history);
    const auto record = next_record(before, normalized_password(typed.password), static_cast<std::size_t>(std::max<std::int64_t>(keep, 1)),
                                    ports_.hasher, ports_.macs, ports_.entropy);
    auto done = ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) -> Result<SignInAnswer> {
        if (!unit.writebacks().end(writeback)) {
            // Somebody else has put down what it came to, and may have done so too early.
            done_unseen(unit, counted.active.identity.id);
            unknown(unit, counted.active.identity.id, "written_late");
            return fail(ErrorCode::NotSignedIn, "it took so long that somebody else has put down what it came to");
        }
        return complete_there(unit, counted, record, typed);
    });
    if (!done) return std::unexpected(done.error());
    return ChangeOutcome{std::move(*done), {}};
}

void PasswordChange::done_unseen(ports::UnitOfWork& unit, const IdentityId& person) const {
    auto identity = unit.identities().find(person);
    if (!identity) return;
    static_cast<void>(unit.identities().raise_security_stamp(person));
    forget_before(unit, account_key(ports_.macs, tenant_, person));
    put_down(unit, {unit.now(), load_settings(unit), {}, std::move(*identity)}, {});
}

/// Whoever is signed in signs in again: with the new password, or the old one.
void PasswordChange::unknown(ports::UnitOfWork& unit, const IdentityId& person, const std::string& detail) const {
    static_cast<void>(unit.identities().raise_security_stamp(person));
    keeper_.audit(unit, audit::Kind::WritebackUnknown, person, {},
                  {{"what", std::string(name(directory::Writeback::What::Change))}, {"detail", detail}});
}

/// Whatever became of the session meanwhile: the password has changed, and that is put down.
Result<SignInAnswer> PasswordChange::complete_there(ports::UnitOfWork& unit, const Counted& counted,
                                                    const std::optional<ports::PasswordRecord>& record, const Typed& typed) const {
    const auto& person = counted.active.identity.id;
    auto active = keeper_.load(unit, typed.token, stage_);
    const bool mine = active && unit.sessions().remove(person, active->session.id);
    if (record) {
        auto saved = *record;
        saved.set_at = unit.now();
        saved.must_change = false;
        static_cast<void>(unit.passwords().save(person, saved));  // only a history: whoever was faster may have it
    }
    const std::optional<std::int64_t> stamp = unit.identities().raise_security_stamp(person);
    forget_before(unit, counted.there->place.account);
    keep_bind_place(unit, counted.there->place);
    put_down(unit, mine ? *active : counted.active, typed.caller);
    if (!mine || !stamp) return fail(ErrorCode::NotSignedIn, "the session has ended");
    active->session.security_stamp = *stamp;
    return go_on(unit, std::move(*active));
}

}  // namespace rekey::flows
