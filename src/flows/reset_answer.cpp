// Typing a code. The try is counted, and the account's budget charged, in a committed transaction of their own before anything is
// compared: no rollback, crash or race gives a guess for free (docs/adr/0005).
#include <algorithm>

#include "flows/question_proof.hpp"
#include "flows/random_token.hpp"
#include "flows/reset_completion.hpp"
#include "flows/reset_writeback.hpp"
#include "flows/second_proof.hpp"

namespace rekey::flows {
namespace {

struct Counted {
    Loaded loaded;
    reset::Challenge challenge;    ///< tries: the number of this one
    std::int64_t failed_proofs = 0;  ///< of this account and side, this challenge included; set by a challenge's first try
    std::optional<ProofKey> key;     ///< of a code that was not sent
    std::optional<ports::QuestionSet> questions;  ///< that were asked
};

/// What was not sent can be guessed at any time, so each try counts. Over the limit it is compared all the same, and does not fit.
void count_validation(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, reset::Challenge& challenge) {
    const auto limit = policy::validations_per_account(loaded.settings);
    if (unit.counters().add(limit.name, context.account_key(loaded.subject.id), limit.window) > limit.count) challenge.comparable = false;
}

/// What the code is compared with.
ProofKey load_key(ports::UnitOfWork& unit, const ResetContext& context, const SecondProof& proofs, const Loaded& loaded,
                  const reset::Challenge& challenge) {
    method::Authenticator chosen;  // removed meanwhile: nothing fits
    chosen.id = challenge.authenticator;
    chosen.kind = challenge.kind;
    const auto found = std::ranges::find(loaded.subject.offered, challenge.authenticator, &method::Authenticator::id);
    return proofs.load(unit, context.tenant(), found == loaded.subject.offered.end() ? chosen : *found);
}

Result<Counted> count_try(ports::UnitOfWork& unit, const ResetContext& context, const SecondProof& proofs, const Secret& handle,
                          std::string_view challenge) {
    auto loaded = context.load(unit, handle, reset::Request::Answer);
    if (!loaded) return std::unexpected(loaded.error());
    const auto id = ChallengeId::parse(challenge);
    if (!id) return fail(ErrorCode::NotAllowedNow, "not a challenge");
    auto counted = unit.challenges().count_try(loaded->attempt.id, *id);
    if (!counted) return fail(ErrorCode::NotAllowedNow, "the challenge has ended");

    std::int64_t failed = 0;
    if (counted->tries == 1) {
        // A failed proof is a challenge that ends without success after a wrong answer: charged with its first answer, given back
        // when a right one follows. Over the budget, nothing is compared any more.
        const auto limit = policy::failed_proofs(loaded->settings, loaded->attempt.side);
        failed = unit.counters().add(limit.name, context.account_key(loaded->subject.id), limit.window);
        if (failed > limit.count) {
            unit.challenges().spoil(counted->id);
            counted->comparable = false;
        }
    }
    std::optional<ProofKey> key;
    std::optional<ports::QuestionSet> questions;
    if (!method::is_sent(counted->kind)) count_validation(unit, context, *loaded, *counted);
    if (is_second_proof(counted->kind)) key = load_key(unit, context, proofs, *loaded, *counted);
    if (counted->kind == method::Kind::SecurityQuestions) questions = context.asked(*loaded, *counted);
    return Counted{std::move(*loaded), std::move(*counted), failed, std::move(key), std::move(questions)};
}

void pause(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded) {
    const auto limit = policy::pause(loaded.attempt.side);
    static_cast<void>(unit.counters().add(limit.name, context.account_key(loaded.subject.id), limit.window));
    context.audit(unit, audit::Kind::ResetPaused, loaded.attempt);
    context.notify(
        unit, loaded, message::Kind::ResetPaused,
        {{"user", loaded.attempt.typed}, {"at", to_rfc3339(loaded.now)}, {"paused_until", to_rfc3339(loaded.now + limit.window)}});
}

ErrorCode code_of(reset::Verdict verdict) {
    switch (verdict) {
        case reset::Verdict::Expired: return ErrorCode::CodeExpired;
        case reset::Verdict::UsedUp: return ErrorCode::TooManyTries;
        case reset::Verdict::Right:
        case reset::Verdict::Wrong: break;
    }
    return ErrorCode::CodeMismatch;
}

bool still_the_same(const Loaded& loaded) {
    return loaded.subject.real && loaded.subject.account->security_stamp == loaded.attempt.security_stamp;
}

/// A right code, and what is to be unlocked in a directory after it.
struct Accepted {
    ResetAnswer answer;
    std::optional<DirectoryAccount> directory;
    directory::Writeback writeback;
};

}  // namespace

static Result<Accepted> accept(const ResetPorts& ports, const ResetContext& context, ports::UnitOfWork& unit, const Secret& handle,
                               const reset::Challenge& challenge, const std::optional<ProofMatch>& match) {
    auto loaded = context.load(unit, handle, reset::Request::Answer);
    if (!loaded) return std::unexpected(loaded.error());
    // A step of an app, a recovery code: whoever used it up was somebody else, here or on another node.
    if (match && !SecondProof::use(unit, *match)) return fail(ErrorCode::CodeMismatch, "used before");
    // The guard of the statement decides who was first; everybody else finds the handle gone or this false.
    if (!unit.challenges().end(challenge.id, loaded->now)) return fail(ErrorCode::NotAllowedNow, "the challenge has ended");
    if (!still_the_same(*loaded)) return fail(ErrorCode::AttemptEnded, "the account changed meanwhile");

    const auto charge = policy::failed_proofs(loaded->settings, loaded->attempt.side);
    unit.counters().refund(charge.name, context.account_key(loaded->subject.id));
    const auto& facts = loaded->subject.facts;
    const auto obstacle = policy::obstacle(facts);
    const auto missing = obstacle == policy::Obstacle::TooFewMethods ? facts.gates - facts.channels : 0;
    loaded->attempt = reset::after_proof(std::move(loaded->attempt), method::channel_of(challenge.kind), facts.gates, obstacle, missing);
    Accepted accepted;
    if (loaded->attempt.state == reset::State::Completed) {
        accepted.directory = directory_account(unit, loaded->subject.id, loaded->subject.account->authority);
        if (accepted.directory)
            accepted.writeback = begin_writeback(unit, ports.entropy, accepted.directory->directory.id, loaded->attempt).value();
    }
    auto rotated = context.rotate_handle(loaded->attempt);
    if (!unit.attempts().update(loaded->attempt)) throw Fault(FaultKind::Serialization, "attempt changed while its challenge was consumed");

    context.audit(unit, audit::Kind::ProofPassed, loaded->attempt, {{"method", std::string(method::name(challenge.kind))}});
    if (obstacle) context.audit(unit, audit::Kind::ResetRefused, loaded->attempt, {{"reason", std::string(policy::name(*obstacle))}});
    if (loaded->attempt.state == reset::State::AwaitingPassword) {
        unit.grants().insert({loaded->attempt.id, 0, loaded->now, loaded->attempt.expires_at, std::nullopt});
    }
    if (loaded->attempt.state == reset::State::Completed) complete_unlock(unit, context, *loaded);
    // A method that was removed meanwhile is not found here, and its code counts as not typed.
    const auto& offered = loaded->subject.offered;
    const auto used = std::ranges::find(offered, challenge.authenticator, &method::Authenticator::id);
    if (used != offered.end()) note_typed(unit, context.budget_ports(), context.tenant(), loaded->settings, used->kind, used->address);
    accepted.answer = {std::move(rotated), context.step(unit, *loaded)};
    return accepted;
}

static void record_wrong(const ResetContext& context, ports::UnitOfWork& unit, const Counted& counted, reset::Verdict verdict) {
    const auto& loaded = counted.loaded;
    const std::string method(method::name(counted.challenge.kind));
    context.audit(unit, audit::Kind::CodeWrong, loaded.attempt, {{"method", method}, {"try", std::to_string(counted.challenge.tries)}});
    const bool last = verdict == reset::Verdict::UsedUp && counted.challenge.tries == loaded.settings.code_tries;
    if (last) context.audit(unit, audit::Kind::ProofFailed, loaded.attempt, {{"method", method}});
    if (counted.failed_proofs == loaded.settings.failed_proofs_per_day) pause(unit, context, loaded);
}

Result<ResetAnswer> ResetService::answer(const TenantId& tenant, const Secret& handle, std::string_view challenge, const Proof& proof) {
    const ResetContext context(ports_, tenant);
    const SecondProof proofs(ports_.totp, ports_.hasher, ports_.macs);
    const auto counted =
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return count_try(unit, context, proofs, handle, challenge); });
    if (!counted) return std::unexpected(counted.error());

    const auto& loaded = counted->loaded;
    const auto match = counted->key ? proofs.match(*counted->key, proof.code, loaded.now) : std::nullopt;
    const bool answered = counted->questions && QuestionProof(ports_.hasher, ports_.macs, tenant).fits(*counted->questions, proof.answers);
    // A challenge without a code holds a MAC of none: what fits its key or its questions, or was typed on the phone, stands for it.
    auto presented = context.code_mac(counted->challenge.id, without_separators(proof.code).reveal());
    if (match || answered || counted->challenge.confirmed_at) presented = counted->challenge.code;
    auto verdict = reset::judge(counted->challenge, presented, loaded.settings.code_tries, loaded.attempt.live, loaded.now);
    if (verdict == reset::Verdict::Right) {
        auto accepted = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
            return accept(ports_, context, unit, handle, counted->challenge, match);
        });
        if (accepted && accepted->directory)
            accepted->answer.step = ResetWriteback(ports_, context, std::move(*accepted->directory)).unlock(accepted->writeback);
        if (accepted) return std::move(accepted->answer);
        if (accepted.error().code != ErrorCode::CodeMismatch) return std::unexpected(accepted.error());
        verdict = reset::Verdict::Wrong;
    }
    ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { record_wrong(context, unit, *counted, verdict); });
    ports_.message_committed();
    return fail(code_of(verdict));
}

}  // namespace rekey::flows
