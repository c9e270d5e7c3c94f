#include "flows/reset_writeback.hpp"

#include "flows/directory_obstacle.hpp"
#include "flows/directory_refusal.hpp"
#include "flows/reset_candidates.hpp"
#include "flows/verifiers.hpp"
#include "flows/writeback_outcome.hpp"

namespace rekey::flows {
namespace {

using directory::Refusal;
using directory::Writeback;
using directory::Written;
using How = directory::Written::How;
using policy::Obstacle;

constexpr Duration kJustNow = seconds{2};

/// On Active Directory a reset is under history and minimum age only with the policy hints, which Samba does not have.
bool resets_ignore_rules(const directory::Settings& settings, const directory::Facts& facts) {
    const auto* const driver = directory::find_driver(settings.kind);
    return driver != nullptr && driver->password == directory::PasswordOperation::UnicodePwd && facts.policy_hints.empty();
}

std::unexpected<Error> unavailable(const std::string& why) { return fail(ErrorCode::DirectoryUnavailable, why, kDirectoryAgain); }

}  // namespace

std::string time_before(const directory::AccountState& state, Instant now) {
    return state.password_set && *state.password_set > now - kJustNow ? std::string{} : state.password_set_at;
}

bool has_happened(ports::Connector& connector, const DirectoryAccount& account, const Writeback& writeback) {
    if (writeback.before.empty()) return false;
    const auto state = connector.find(account.whom);
    return state && *state && directory::trace(writeback, **state, account.directory.settings.servers.size()) == directory::Trace::Written;
}

std::optional<Writeback> begin_writeback(ports::UnitOfWork& unit, ports::Entropy& entropy, const DirectoryId& directory,
                                         reset::Attempt& attempt, std::string before) {
    attempt.state = reset::State::Writing;
    const auto what = attempt.need == reset::Need::Unlock ? Writeback::What::Unlock : Writeback::What::Reset;
    Writeback writeback{ports::make_id<WritebackId>(entropy), directory, attempt.subject, attempt.id, what, std::move(before), unit.now()};
    if (!unit.writebacks().begin(writeback, kWriteLease)) return std::nullopt;
    return writeback;
}

Result<std::optional<directory::AccountState>> ResetWriteback::look() {
    if (!connector_) {
        auto connector = connect(ports_.connectors, account_);
        if (!connector) return std::unexpected(connector.error());
        connector_ = std::move(*connector);
    }
    return connector_->find(account_.whom);
}

Result<std::vector<password::Reason>> ResetWriteback::own_refusals(const directory::AccountState& state, const Loaded& loaded,
                                                                   const Candidate& candidate) {
    const auto facts = connector_->facts();
    if (!facts) return std::unexpected(facts.error());
    policy_ = facts->policy;
    if (!resets_ignore_rules(account_.directory.settings, *facts)) return {};
    if (policy_ && state.password_set && loaded.now < *state.password_set + policy_->min_age)
        return std::vector{password::Reason{password::Rule::TooSoon}};
    const auto keep = policy_ ? policy_->history : loaded.settings.password_history;
    if (keep <= 0) return {};
    to_remember_ =
        next_record(candidate.remembered, candidate.password, static_cast<std::size_t>(keep), ports_.hasher, ports_.macs, ports_.entropy);
    if (!to_remember_) return std::vector{password::Reason{password::Rule::UsedBefore, keep}};
    return {};
}

/// Guarded by the version of the attempt as it was loaded: who was faster has begun already, or has ended it.
Result<Writeback> ResetWriteback::begin(ports::UnitOfWork& unit, const Loaded& loaded, const Secret& handle,
                                        const directory::AccountState& state) const {
    const auto& subject = loaded.subject;
    const std::optional<identity::Account> account = unit.identities().account(subject.id);
    const bool same = subject.real && !policy::obstacle(subject.facts) && account && account->status == identity::Status::Enabled &&
                      account->security_stamp == loaded.attempt.security_stamp;
    auto attempt = loaded.attempt;
    attempt.state = reset::State::Ended;
    std::optional<Writeback> begun;
    if (same) begun = begin_writeback(unit, ports_.entropy, account_.directory.id, attempt, time_before(state, unit.now()));
    // What has become of the attempt meanwhile is told first.
    const auto unless_ended = [&](std::unexpected<Error> error) {
        auto now = context_.load(unit, handle, reset::Request::SetPassword);
        return now ? std::move(error) : std::unexpected(std::move(now.error()));
    };
    const auto take_back = [&](std::unexpected<Error> error) {
        if (begun) static_cast<void>(unit.writebacks().end(begun->id));
        return error;
    };
    if (same && !begun) return unless_ended(unavailable("another password of the person is being written"));
    // After that row, as in the transaction that ends it: those who lock in one order do not wait for each other in a circle.
    if (auto counted = count_candidate(unit, loaded); !counted) return take_back(std::unexpected(std::move(counted.error())));
    if (!unit.attempts().update(attempt)) return unless_ended(take_back(fail(ErrorCode::NotAllowedNow, "somebody else was faster")));
    if (!same) return fail(ErrorCode::AttemptEnded, "the account changed meanwhile");
    return *begun;
}

/// The account is not any more what it was when the attempt began.
Result<PasswordOutcome> ResetWriteback::void_attempt(const Secret& handle, Obstacle obstacle) {
    return ports::transact(ports_.store, context_.tenant(), [&](ports::UnitOfWork& unit) -> Result<PasswordOutcome> {
        auto loaded = context_.load(unit, handle, reset::Request::SetPassword);
        if (!loaded) return std::unexpected(loaded.error());
        auto& attempt = loaded->attempt;
        static_cast<void>(unit.grants().consume(attempt.id, loaded->now));
        attempt.state = reset::State::Refused;
        attempt.obstacle = obstacle;
        auto rotated = context_.rotate_handle(attempt);
        if (!unit.attempts().update(attempt)) throw Fault(FaultKind::Serialization, "attempt changed while it was refused");
        context_.audit(unit, audit::Kind::ResetRefused, attempt, {{"reason", std::string(policy::name(obstacle))}});
        return PasswordOutcome{ResetAnswer{std::move(rotated), context_.step(unit, *loaded)}, {}};
    });
}

Result<PasswordOutcome> ResetWriteback::set(const Loaded& loaded, const Secret& handle, const Candidate& candidate, const Caller& caller) {
    auto reasons = password::check(candidate.password.reveal(), rules_of(loaded), candidate.names);
    if (!reasons.empty()) return refuse_candidate(ports_.store, context_, loaded, std::move(reasons));
    const auto state = look();
    if (!state) return unavailable(state.error().detail);
    if (const auto obstacle = directory_obstacle(*state)) return void_attempt(handle, *obstacle);
    auto refusals = own_refusals(**state, loaded, candidate);
    if (!refusals) return unavailable(refusals.error().detail);
    if (!refusals->empty()) return refuse_candidate(ports_.store, context_, loaded, std::move(*refusals));

    const auto begun =
        ports::transact(ports_.store, context_.tenant(), [&](ports::UnitOfWork& unit) { return begin(unit, loaded, handle, **state); });
    if (!begun) return std::unexpected(begun.error());
    auto written = connector_->set_password(account_.whom, candidate.password, {.unlock = true, .found = *state});
    if (written.how == How::Unknown && has_happened(*connector_, account_, *begun)) written.how = How::Done;
    return ports::transact(ports_.store, context_.tenant(),
                           [&](ports::UnitOfWork& unit) { return settle(unit, loaded, *begun, written, candidate, caller); });
}

Result<PasswordOutcome> ResetWriteback::settle(ports::UnitOfWork& unit, const Loaded& begun, const Writeback& writeback,
                                               const Written& written, const Candidate& candidate, const Caller& caller) {
    const WritebackOutcome outcome(ports_, context_, writeback);
    if (written.how == How::Unknown) unit.writebacks().postpone(writeback.id, kSettling);
    auto loaded = written.how == How::Unknown ? std::nullopt : outcome.take(unit, begun);
    if (!loaded) {
        const auto now = context_.reload(unit, *writeback.attempt);
        if (!now) return fail(ErrorCode::AttemptEnded);
        if (written.how == How::Done && now->attempt.state != reset::State::Completed)
            outcome.audit(unit, *now, audit::Kind::WritebackUnknown, "written_late", {});
        return PasswordOutcome{ResetAnswer{std::nullopt, context_.step(unit, *now)}, {}};
    }
    const auto answer = [&](std::optional<Secret> rotated) {
        return PasswordOutcome{ResetAnswer{std::move(rotated), context_.step(unit, *loaded)}, {}};
    };
    if (written.how == How::Done) {
        auto rotated = context_.rotate_handle(loaded->attempt);
        outcome.done(unit, *loaded, caller.user_agent);
        // Somebody else has set one at the same time: theirs is remembered, and this one is only not.
        if (to_remember_) {
            to_remember_->set_at = loaded->now;
            static_cast<void>(unit.passwords().save(loaded->subject.id, *to_remember_));
        }
        return answer(std::move(rotated));
    }
    const auto obstacle = written.how == How::Refused ? obstacle_of(written.refusal) : std::nullopt;
    if (obstacle) {
        auto rotated = context_.rotate_handle(loaded->attempt);
        outcome.refused(unit, *loaded, *obstacle, written.detail);
        return answer(std::move(rotated));
    }
    outcome.back(unit, *loaded);
    outcome.audit(unit, *loaded, audit::Kind::WritebackFailed, written.how == How::Refused ? name(written.refusal) : "not_sent",
                  written.detail);
    if (written.how == How::NotSent) return unavailable(written.detail);
    return PasswordOutcome{std::nullopt, reasons_of(written, policy_, candidate.password, candidate.names)};
}

StepView ResetWriteback::unlock(const Writeback& writeback) {
    const auto state = look();
    const auto obstacle = state ? directory_obstacle(*state) : std::optional(Obstacle::DirectoryUnavailable);
    Written written{.how = How::NotSent, .detail = state ? std::string{} : state.error().detail};
    if (!obstacle) written = connector_->unlock(account_.whom);
    return ports::transact(ports_.store, context_.tenant(),
                           [&](ports::UnitOfWork& unit) { return settle_unlock(unit, writeback, written, obstacle); });
}

StepView ResetWriteback::settle_unlock(ports::UnitOfWork& unit, const Writeback& writeback, const Written& written,
                                       std::optional<Obstacle> obstacle) {
    const WritebackOutcome outcome(ports_, context_, writeback);
    if (written.how == How::Unknown) unit.writebacks().postpone(writeback.id, kSettling);
    auto loaded = written.how == How::Unknown ? std::nullopt : outcome.take(unit);
    if (!loaded) return context_.step(unit, context_.reload(unit, *writeback.attempt).value());
    if (!obstacle && written.how == How::Refused) obstacle = obstacle_of(written.refusal).value_or(Obstacle::DirectoryUnavailable);
    if (!obstacle && written.how == How::NotSent) obstacle = Obstacle::DirectoryUnavailable;
    if (obstacle)
        outcome.refused(unit, *loaded, *obstacle, written.detail);
    else
        outcome.done(unit, *loaded, {});
    return context_.step(unit, *loaded);
}

}  // namespace rekey::flows
