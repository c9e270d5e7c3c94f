// The second proof of a sign-in. The try is counted for the sign-in, the account and the network, in a committed transaction of its own,
// before anything is compared; the statement that uses a step or a code up decides who was first (docs/adr/0009).
#include <algorithm>

#include "domain/method/recovery_code.hpp"
#include "flows/freeze.hpp"
#include "flows/reset_context.hpp"
#include "flows/second_proof.hpp"
#include "flows/session_keeper.hpp"
#include "flows/sign_in_tally.hpp"
#include "flows/signin_service.hpp"

namespace rekey::flows {
namespace {

/// A code that was counted, and what it is compared with.
struct Presented {
    Active active;
    Counted counted;
    std::int64_t tries = 0;  ///< the number of this one in the sign-in
    bool within = false;     ///< the account's budget: beyond it nothing fits, and nobody is told
    std::vector<ProofKey> keys;
};

class Proving final {
public:
    Proving(const SignInPorts& ports, const SecondProof& proofs, const TenantId& tenant, const Caller& caller)
        : ports_(ports), proofs_(proofs), tenant_(tenant), caller_(caller), keeper_(ports, tenant), tally_(ports, tenant, caller) {}

    Result<Presented> count(ports::UnitOfWork& unit, const std::optional<Secret>& token, method::Kind kind) const {
        auto active = keeper_.load(unit, token, signin::Stage::SecondProof);
        if (!active) return std::unexpected(active.error());
        const auto& settings = active->settings;
        if (const auto within = tally_.count_network(unit, settings); !within) return std::unexpected(within.error());
        const auto tries = unit.sessions().count_proof_try(active->session.id);
        if (!tries) return fail(ErrorCode::NotSignedIn, "the sign-in has ended");
        if (*tries > settings.code_tries) return fail(ErrorCode::TooManyTries);
        auto counted = tally_.count(unit, settings, active->identity.id);
        const auto limit = policy::sign_in_proofs(settings, counted.side);
        const bool within = unit.counters().add(limit.name, counted.account, limit.window) <= limit.count;
        auto keys = load_keys(unit, *active, kind);
        return Presented{std::move(*active), std::move(counted), *tries, within, std::move(keys)};
    }

    [[nodiscard]] std::optional<ProofMatch> match(const Presented& presented, const Secret& code) const {
        std::optional<ProofMatch> found;
        for (const auto& key : presented.keys) {
            auto match = proofs_.match(key, code, presented.active.now);
            if (match && !found) found = std::move(match);
        }
        // Whatever was found: locked or over the budget, it does not fit.
        return presented.counted.open && presented.within ? found : std::nullopt;
    }

    Result<SignInAnswer> accept(ports::UnitOfWork& unit, const std::optional<Secret>& token, const Presented& presented,
                                const ProofMatch& match) const {
        auto active = keeper_.load(unit, token, signin::Stage::SecondProof);
        if (!active) return std::unexpected(active.error());
        auto& [now, settings, session, person] = *active;
        // Whoever used it up was somebody else, here or on another node.
        if (!SecondProof::use(unit, match)) return fail(ErrorCode::CodeMismatch, "used before");
        tally_.clear(unit, settings, presented.counted);
        // One of two right codes at once ends the sign-in; the other is not used up, since its unit of work is run again.
        if (!unit.sessions().remove(person.id, session.id)) throw Fault(FaultKind::Serialization, "the sign-in ended while it was proven");
        if (unfreeze_by_owner(unit, ports_.macs, tenant_, person.id))
            keeper_.audit(unit, audit::Kind::AccountUnfrozen, person.id, caller_, {{"by", "second_proof"}});
        unit.proofs().remove_empty_sets(person.id);

        session.stage = signin::next_stage({.new_password = needs_change(unit, *active, presented.counted.account)});
        session.signed_in_at = now;
        session.second_proof_at = now;
        auto rotated = keeper_.begin(unit, session, settings);
        keeper_.audit(unit, audit::Kind::SignedIn, person.id, caller_,
                      {{"step", std::string(signin::name(session.stage))}, {"method", std::string(method::name(match.kind))}});
        if (match.kind == method::Kind::RecoveryCode) tell(unit, *active);
        return SignInAnswer{std::move(rotated), keeper_.step(unit, *active)};
    }

    /// After the last try the sign-in is over: the person begins again with the password.
    ErrorCode refuse(ports::UnitOfWork& unit, const Presented& presented) const {
        const auto& [active, counted, tries, within, keys] = presented;
        const auto* const reason = !counted.open ? "locked" : within ? "wrong_code" : "too_many_codes";
        keeper_.audit(unit, audit::Kind::SecondProofWrong, active.identity.id, caller_, {{"reason", reason}});
        const auto state = unit.lockouts().find(counted.account, counted.side);
        if (state && locked_by(counted, *state, unit.now()))
            keeper_.audit(unit, audit::Kind::SignInLocked, active.identity.id, caller_, {{"until", to_rfc3339(state->locked_until)}});
        if (tries < active.settings.code_tries) return ErrorCode::CodeMismatch;
        static_cast<void>(unit.sessions().remove(active.identity.id, active.session.id));
        return ErrorCode::TooManyTries;
    }

private:
    /// As the directory said when it took the password, or by what is on file here.
    [[nodiscard]] static bool needs_change(ports::UnitOfWork& unit, const Active& active, const Mac& account) {
        if (active.identity.authority) return unit.counters().count(policy::must_change_there().name, account) > 0;
        const std::optional<ports::PasswordRecord> record = unit.passwords().find(active.identity.id);
        return record && must_change(*record, active.settings, active.now);
    }

    /// Of a kind that the person does not have, one that nothing fits: the work depends on what was typed, and on nothing else.
    std::vector<ProofKey> load_keys(ports::UnitOfWork& unit, const Active& active, method::Kind kind) const {
        auto usable = second_proofs(unit, active.settings, active.identity, ports_.offered);
        std::erase_if(usable, [kind](const auto& each) { return each.kind != kind; });
        if (usable.empty()) {
            method::Authenticator nobodys;
            nobodys.id = AuthenticatorId{active.identity.id.bytes};
            nobodys.kind = kind;
            usable.push_back(std::move(nobodys));
        }
        std::vector<ProofKey> keys;
        for (const auto& each : usable) keys.push_back(proofs_.load(unit, tenant_, each));
        return keys;
    }

    void tell(ports::UnitOfWork& unit, const Active& active) const {
        if (!active.settings.notify_person) return;
        keeper_.notify(unit, active, message::Kind::RecoveryCodeUsed,
                       {{"user", active.identity.user_name}, {"at", to_rfc3339(active.now)}, {"device", device_name(caller_.user_agent)}});
    }

    const SignInPorts& ports_;
    const SecondProof& proofs_;
    const TenantId& tenant_;
    const Caller& caller_;
    SessionKeeper keeper_;
    SignInTally tally_;
};

}  // namespace

Result<SignInAnswer> SignInService::prove(const TenantId& tenant, const std::optional<Secret>& token, const Secret& code,
                                          const Caller& caller) {
    const SecondProof proofs(totp_, ports_.hasher, ports_.macs);
    const Proving proving(ports_, proofs, tenant, caller);
    const auto presented =
        ports::transact(ports_.store, tenant, [&](auto& unit) { return proving.count(unit, token, method::kind_of_code(code)); });
    if (!presented) return std::unexpected(presented.error());

    if (const auto match = proving.match(*presented, code)) {
        auto accepted = ports::transact(ports_.store, tenant, [&](auto& unit) { return proving.accept(unit, token, *presented, *match); });
        if (accepted) ports_.message_committed();
        if (accepted || accepted.error().code != ErrorCode::CodeMismatch) return accepted;
    }
    return fail(ports::transact(ports_.store, tenant, [&](auto& unit) { return proving.refuse(unit, *presented); }));
}

}  // namespace rekey::flows
