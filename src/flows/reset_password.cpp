// Setting the new password: count the candidate, judge and hash it with no transaction open, then one transaction that consumes the
// grant, stores the verifier, completes the attempt and leaves notice and audit. One that is mastered in a directory is written there, and
// counted when that begins.
#include "flows/reset_candidates.hpp"
#include "flows/reset_completion.hpp"
#include "flows/reset_writeback.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {
namespace {

password::Context context_of(ports::UnitOfWork& unit, const Loaded& loaded) {
    const auto person = unit.identities().find(loaded.subject.id);
    auto context = password_context(loaded.settings, person.value_or(identity::Identity{}));
    context.names.push_back(loaded.attempt.typed);
    return context;
}

/// What a candidate is judged by, and where it is to go.
struct Target {
    Loaded loaded;
    password::Context context;
    std::optional<ports::PasswordRecord> record;  ///< before the change
    std::optional<DirectoryAccount> directory;    ///< where the password is mastered; nothing: here
};

Result<Target> find_target(ports::UnitOfWork& unit, const ResetContext& context, const Secret& handle) {
    auto loaded = context.load(unit, handle, reset::Request::SetPassword);
    if (!loaded) return std::unexpected(loaded.error());
    const auto& account = loaded->subject.account;
    const auto authority = account ? account->authority : std::nullopt;
    auto takes_one = unit.grants().takes_candidate(loaded->attempt.id, loaded->settings.candidate_passwords, loaded->now);
    auto record = unit.passwords().find(loaded->subject.id);
    auto directory = directory_account(unit, loaded->subject.id, authority);
    auto names = context_of(unit, *loaded);
    if (!takes_one.get()) return no_candidate_left();
    if (authority && !directory.get()) return fail(ErrorCode::DirectoryUnavailable, "there is no such entry any more");
    return Target{std::move(*loaded), std::move(names), std::move(record.get()), std::move(directory.get())};
}

Result<ResetAnswer> complete(ports::UnitOfWork& unit, const ResetContext& context, const Secret& handle,
                             const ports::PasswordRecord& record, const Caller& caller) {
    auto loaded = context.load(unit, handle, reset::Request::SetPassword);
    if (!loaded) return std::unexpected(loaded.error());
    auto& attempt = loaded->attempt;
    const auto& subject = loaded->subject;
    // The grant goes first, whatever follows: its guard lets one caller through, and an account that changed loses it for good.
    if (!unit.grants().consume(attempt.id, loaded->now)) return fail(ErrorCode::AttemptEnded, "the grant is gone");
    const bool same = subject.real && subject.account->security_stamp == attempt.security_stamp && !policy::obstacle(subject.facts);
    if (!same || subject.account->authority) {
        attempt.state = reset::State::Ended;
        static_cast<void>(unit.attempts().update(attempt));
        return fail(ErrorCode::AttemptEnded, "the account changed meanwhile");
    }
    auto saved = record;
    saved.set_at = loaded->now;
    if (!unit.passwords().save(subject.id, saved)) throw Fault(FaultKind::Serialization, "the password changed while it was set");

    auto rotated = context.rotate_handle(attempt);
    complete_reset(unit, context, *loaded, caller.user_agent);
    return ResetAnswer{std::move(rotated), context.step(unit, *loaded)};
}

}  // namespace

Result<PasswordAdvice> ResetService::check_password(const TenantId& tenant, const Secret& handle, const Secret& password) {
    const ResetContext context(ports_, tenant);
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto loaded = context.load(*unit, handle, reset::Request::CheckPassword);
    if (!loaded) return std::unexpected(loaded.error());
    const auto candidate = normalized_password(password);
    const auto names = context_of(*unit, *loaded);
    return PasswordAdvice{ports_.strength.strength(candidate, names.names), password::check(candidate.reveal(), rules_of(*loaded), names)};
}

Result<PasswordOutcome> ResetService::set_password(const TenantId& tenant, const Secret& handle, const Secret& password,
                                                   const Caller& caller) {
    const ResetContext context(ports_, tenant);
    auto target = [&] {
        const auto unit = ports_.store.begin(tenant, ports::Access::Read);
        return find_target(*unit, context, handle);
    }();
    if (!target) return std::unexpected(target.error());
    const auto& loaded = target->loaded;
    const auto candidate = normalized_password(password);
    if (target->directory) {
        auto outcome = ResetWriteback(ports_, context, std::move(*target->directory))
                           .set(loaded, handle, {candidate, target->context, target->record}, caller);
        ports_.message_committed();
        return outcome;
    }

    auto reasons = password::check(candidate.reveal(), rules_of(loaded), target->context);
    if (!reasons.empty()) return refuse_candidate(ports_.store, context, loaded, std::move(reasons));
    // Before it is hashed: of any number at once no more are than may be.
    const auto counted = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return count_candidate(unit, loaded); });
    if (!counted) return std::unexpected(counted.error());
    const auto keep = static_cast<std::size_t>(loaded.settings.password_history);
    const auto record = next_record(target->record, candidate, keep, ports_.hasher, ports_.macs, ports_.entropy);
    if (!record) {
        reasons.push_back({password::Rule::UsedBefore, loaded.settings.password_history});
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { audit_refused(unit, context, loaded, reasons.front()); });
        return PasswordOutcome{std::nullopt, std::move(reasons)};
    }
    auto done =
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return complete(unit, context, handle, *record, caller); });
    if (!done) return std::unexpected(done.error());
    ports_.message_committed();
    return PasswordOutcome{std::move(*done), {}};
}

}  // namespace rekey::flows
