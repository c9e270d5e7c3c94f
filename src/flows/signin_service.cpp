#include "flows/signin_service.hpp"

#include <algorithm>
#include <array>

#include "domain/signin/lockout.hpp"
#include "flows/directory_sign_in.hpp"
#include "flows/password_change.hpp"
#include "flows/reset_context.hpp"
#include "flows/second_proof.hpp"
#include "flows/session_keeper.hpp"
#include "flows/sign_in_tally.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {
namespace {

/// A password is compared with this: a person's, or one made up for a name that has none, so that both cost the same.
struct Target {
    ports::HashCost cost;
    Bytes salt;
    Mac verifier;
};

/// What was found, and counted, before the password was looked at.
struct Admitted {
    tenant::Settings settings;
    std::optional<identity::Identity> identity;
    IdentityId subject;  ///< a name that is nobody's has one too
    std::optional<ports::PasswordRecord> record;
    Target target;
    Counted counted;
    std::optional<There> there;  ///< who is judged by a directory
    bool doubted = false;        ///< the password there, and there is no second proof besides
};

/// Looked up when what was typed can name nobody: the same query runs, and no folded identifier holds a space.
identity::FoldedIdentifier nobody() { return {" "}; }

template <std::size_t Size>
void copy_into(std::array<std::uint8_t, Size>& to, const Mac& from) {
    static_assert(Size <= sizeof(Mac));
    std::copy_n(from.bytes.begin(), Size, to.begin());
}

class Attempt final {
public:
    Attempt(const SignInPorts& ports, const TenantId& tenant, const SignIn& command, const Caller& caller)
        : ports_(ports),
          tenant_(tenant),
          command_(command),
          caller_(caller),
          keeper_(ports, tenant),
          tally_(ports, tenant, caller),
          directories_(ports, tenant) {}

    /// Counts the try as a failure, for the network and for the account, before anything is compared.
    Result<Admitted> admit(ports::UnitOfWork& unit) const {
        Admitted found;
        found.settings = load_settings(unit);
        if (const auto within = tally_.count_network(unit, found.settings); !within) return std::unexpected(within.error());
        find_subject(unit, found);
        found.counted = tally_.count(unit, found.settings, found.subject);
        if (found.identity) found.there = directories_.load(unit, *found.identity, found.counted);
        if (found.there && unit.counters().count(policy::doubted_password().name, found.counted.account) > 0)
            found.doubted = second_proofs(unit, found.settings, *found.identity, ports_.offered).empty();
        return found;
    }

    /// Judged here, by what is on file.
    [[nodiscard]] Verdict judge(const Admitted& found, const Mac& presented) const {
        const bool fits = equal_ct(presented, found.target.verifier);
        const bool real = found.identity && found.identity->status == identity::Status::Enabled && found.record;
        Verdict verdict{.blame = Verdict::Blame::Password, .reason = reason(found)};
        if (fits && real && found.counted.open)
            verdict.fits = must_change(*found.record, found.settings, found.counted.at) ? Verdict::Fits::ForAChange : Verdict::Fits::Yes;
        verdict.mark = ports_.macs.mac(ports::MacPurpose::WrongPassword, {tenant_.view(), found.subject.view(), presented.view()});
        return verdict;
    }

    /// Judged where the person is mastered. What is on file here is the history of passwords set there, and lets nobody in.
    [[nodiscard]] Verdict judge_there(const Admitted& found, const Secret& password, const Mac& presented) const {
        if (found.identity->status != identity::Status::Enabled) return {.reason = "disabled"};
        if (found.doubted) return {.reason = "frozen"};
        return directories_.judge(*found.there, found.counted, password, presented);
    }

    void refuse(ports::UnitOfWork& unit, const Admitted& found, const Verdict& verdict) const {
        const auto& counted = found.counted;
        const auto state = put_down(unit, found, verdict);
        if (found.there) directories_.settle(unit, *found.there, verdict);
        keeper_.audit(unit, audit::Kind::SignInFailed, found.subject, caller_, {{"reason", std::string(verdict.reason)}});
        if (state && locked_by(counted, *state, unit.now()))
            keeper_.audit(unit, audit::Kind::SignInLocked, found.subject, caller_, {{"until", to_rfc3339(state->locked_until)}});
    }

    Result<SignInAnswer> accept(ports::UnitOfWork& unit, const Admitted& found, const Verdict& verdict,
                                const std::optional<ports::PasswordRecord>& raised, const std::optional<Secret>& held) const {
        auto person = unit.identities().find(found.subject);
        const bool same = person && person->status == identity::Status::Enabled &&
                          person->security_stamp == found.identity->security_stamp && person->authority == found.identity->authority;
        if (!same) {
            if (found.there) directories_.settle(unit, *found.there, verdict);
            return fail(ErrorCode::SignInRefused, "the account changed meanwhile");
        }
        if (raised) static_cast<void>(unit.passwords().save(found.subject, *raised));  // somebody was faster: next time
        keeper_.end(unit, held);

        signin::Session session;
        session.identity = found.subject;
        const bool asked = !second_proofs(unit, found.settings, *person, ports_.offered).empty();
        session.stage = signin::next_stage({asked, verdict.fits == Verdict::Fits::ForAChange});
        session.security_stamp = person->security_stamp;
        session.device = device_name(caller_.user_agent);
        session.network = found.counted.network;
        session.return_name = tenant::return_link(found.settings, command_.return_name) ? command_.return_name : std::string{};
        session.signed_in_at = unit.now();
        auto token = keeper_.begin(unit, session, found.settings);
        if (asked) {
            tally_.take_back(unit, found.settings, found.counted);
            keeper_.audit(unit, audit::Kind::SecondProofAsked, found.subject, caller_);
        } else {
            tally_.clear(unit, found.settings, found.counted);
            keeper_.audit(unit, audit::Kind::SignedIn, found.subject, caller_, {{"step", std::string(signin::name(session.stage))}});
        }
        if (found.there) directories_.settle(unit, *found.there, verdict);
        const Active active{unit.now(), found.settings, std::move(session), std::move(*person)};
        return SignInAnswer{std::move(token), keeper_.step(unit, active)};
    }

private:
    /// Of a try that was counted as a failure: was it one, and whose?
    [[nodiscard]] std::optional<ports::LockoutRepository::State> put_down(ports::UnitOfWork& unit, const Admitted& found,
                                                                          const Verdict& verdict) const {
        const auto& counted = found.counted;
        if (verdict.blame == Verdict::Blame::Password) {
            const auto rule = signin::lockout_rule(found.settings);
            return unit.lockouts().settle(counted.account, counted.side, {verdict.mark, counted.open, counted.locked_until, rule.failures});
        }
        if (verdict.blame == Verdict::Blame::Directory) tally_.take_back_of_account(unit, found.settings, counted);
        return unit.lockouts().find(counted.account, counted.side);
    }

    void find_subject(ports::UnitOfWork& unit, Admitted& found) const {
        const auto folded = identity::fold(command_.user).value_or(nobody());
        found.identity = unit.identities().find(folded);
        const auto decoy = [&](std::string_view what) {
            return ports_.macs.mac(ports::MacPurpose::Decoy, {tenant_.view(), as_bytes(what), as_bytes(folded.text)});
        };
        const auto stranger = decoy("sign-in subject");
        if (found.identity) {
            found.subject = found.identity->id;
        } else {
            copy_into(found.subject.bytes, stranger);
        }
        found.record = unit.passwords().find(found.subject);
        const auto salt = decoy("sign-in salt");
        found.target = {ports_.hasher.current_cost(), Bytes(salt.bytes.begin(), salt.bytes.begin() + 16), stranger};
        const bool here = !found.identity || !found.identity->authority;
        if (found.record && here)
            found.target = {found.record->current.cost, found.record->current.salt, found.record->current.verifiers.front()};
    }

    /// For the administrator; never leaves the server.
    static std::string_view reason(const Admitted& found) {
        if (!found.identity) return "unknown";
        if (found.identity->status != identity::Status::Enabled) return "disabled";
        if (!found.counted.open) return "locked";
        return found.record ? "wrong_password" : "no_password";
    }

    const SignInPorts& ports_;
    const TenantId& tenant_;
    const SignIn& command_;
    const Caller& caller_;
    SessionKeeper keeper_;
    SignInTally tally_;
    DirectorySignIn directories_;
};

}  // namespace

SignInService::SignInService(SignInPorts ports, const ports::Totp& totp) : ports_(std::move(ports)), totp_(totp) {}

Result<SignInAnswer> SignInService::sign_in(const TenantId& tenant, const SignIn& command, const std::optional<Secret>& held,
                                            const Caller& caller) {
    const auto began = RefusalPace::Clock::now();
    const Attempt attempt(ports_, tenant, command, caller);
    const auto found = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return attempt.admit(unit); });
    if (!found) return std::unexpected(found.error());

    const auto password = normalized_password(command.password);
    const auto presented = make_verifier(password, found->target.salt, found->target.cost, ports_.hasher, ports_.macs);
    const auto verdict = found->there ? attempt.judge_there(*found, password, presented) : attempt.judge(*found, presented);
    if (verdict.fits == Verdict::Fits::No) {
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { attempt.refuse(unit, *found, verdict); });
        if (found->there) pace_.note(tenant, std::chrono::duration_cast<Duration>(RefusalPace::Clock::now() - began));
        return fail(ErrorCode::SignInRefused);
    }
    std::optional<ports::PasswordRecord> raised;
    if (!found->there) raised = raised_record(*found->record, password, ports_.hasher, ports_.macs, ports_.entropy);
    return ports::transact(ports_.store, tenant,
                           [&](ports::UnitOfWork& unit) { return attempt.accept(unit, *found, verdict, raised, held); });
}

Result<SignInAnswer> SignInService::view(const TenantId& tenant, const std::optional<Secret>& token) {
    const SessionKeeper keeper(ports_, tenant);
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto active = keeper.load(*unit, token);
    if (!active) return std::unexpected(active.error());
    return SignInAnswer{std::nullopt, keeper.step(*unit, *active)};
}

Result<PasswordAdvice> SignInService::check_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& password) {
    return PasswordChange(ports_, tenant, signin::Stage::MustChangePassword).check(token, password);
}

Result<ChangeOutcome> SignInService::change_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& current,
                                                     const Secret& password, const Caller& caller) {
    return PasswordChange(ports_, tenant, signin::Stage::MustChangePassword).change(token, current, password, caller);
}

void SignInService::sign_out(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller) {
    if (!token) return;
    const SessionKeeper keeper(ports_, tenant);
    ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
        const auto active = keeper.load(unit, token);
        keeper.end(unit, token);
        if (active) keeper.audit(unit, audit::Kind::SignedOut, active->identity.id, caller);
    });
}

}  // namespace rekey::flows
