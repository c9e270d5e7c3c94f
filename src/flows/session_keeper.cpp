#include "flows/session_keeper.hpp"

#include <algorithm>

#include "domain/policy/throttle.hpp"
#include "flows/account_notice.hpp"
#include "flows/password_rules.hpp"
#include "flows/random_token.hpp"
#include "flows/reset_context.hpp"
#include "flows/second_proof.hpp"

namespace rekey::flows {

bool must_change(const ports::PasswordRecord& record, const tenant::Settings& settings, Instant now) noexcept {
    const bool expired = settings.password_days > 0 && now - record.set_at >= days{settings.password_days};
    return record.must_change || expired;
}

Mac SessionKeeper::key(const Secret& token) const { return ports_.macs.mac(ports::MacPurpose::Session, {tenant_.view(), token.bytes()}); }

Result<Active> SessionKeeper::load(ports::UnitOfWork& unit, const std::optional<Secret>& token) const {
    if (!token) return fail(ErrorCode::NotSignedIn, "no token");
    auto session = unit.sessions().find(key(*token));
    if (!session || session->ends_at <= unit.now()) return fail(ErrorCode::NotSignedIn, "no such session, or it has ended");
    auto person = unit.identities().find(session->identity);
    const bool same = person && person->status == identity::Status::Enabled && person->security_stamp == session->security_stamp;
    if (!same) return fail(ErrorCode::NotSignedIn, "the account has changed");
    return Active{unit.now(), load_settings(unit), std::move(*session), std::move(*person)};
}

Result<Active> SessionKeeper::load(ports::UnitOfWork& unit, const std::optional<Secret>& token, signin::Stage stage) const {
    auto active = load(unit, token);
    if (!active || active->session.stage == stage) return active;
    return fail(stage == signin::Stage::SignedIn ? ErrorCode::NotSignedIn : ErrorCode::NotAllowedNow);
}

Secret SessionKeeper::begin(ports::UnitOfWork& unit, signin::Session& session, const tenant::Settings& settings) const {
    auto token = draw_token<32>(ports_.entropy);
    session.id = ports::make_id<SessionId>(ports_.entropy);
    session.token = key(token);
    session.last_seen_at = unit.now();
    session.ends_at = signin::end_after(session, unit.now(), settings);
    unit.sessions().insert(session);
    return token;
}

void SessionKeeper::end(ports::UnitOfWork& unit, const std::optional<Secret>& token) const {
    if (!token) return;
    const auto held = unit.sessions().find(key(*token));
    if (held) static_cast<void>(unit.sessions().remove(held->identity, held->id));
}

void SessionKeeper::note(const Active& active) const {
    if (!signin::note_due(active.session, active.now)) return;
    ports::transact(ports_.store, tenant_, [&](ports::UnitOfWork& unit) {
        unit.sessions().note(active.session, unit.now(), signin::end_after(active.session, unit.now(), active.settings));
    });
}

SignInStep SessionKeeper::step(ports::UnitOfWork& unit, const Active& active) const {
    const auto& [now, settings, session, identity] = active;
    SignInStep step{session.stage, identity.user_name, now, signin::last_end(session, settings), {}, std::nullopt, std::nullopt};
    if (session.stage == signin::Stage::SecondProof) {
        for (const auto& each : second_proofs(unit, settings, identity, ports_.offered)) {
            if (std::ranges::find(step.methods, each.kind) == step.methods.end()) step.methods.push_back(each.kind);
        }
    }
    if (session.stage == signin::Stage::MustChangePassword) step.rules = shown(password_rules(settings, policy_there(unit, identity)));
    const auto link = tenant::return_link(settings, session.return_name);
    if (session.stage == signin::Stage::SignedIn && link) step.return_to = Link{link->url, link->label};
    return step;
}

void SessionKeeper::audit(ports::UnitOfWork& unit, audit::Kind kind, const IdentityId& identity, const Caller& caller,
                          Details details) const {
    audit::Event event;
    event.id = ports::make_id<EventId>(ports_.entropy);
    event.at = unit.now();
    event.kind = kind;
    event.identity = identity;
    event.actor = "person";
    event.network = policy::client_network(caller.address);
    event.details = std::move(details);
    if (auto device = device_name(caller.user_agent); !device.empty()) event.details.emplace("device", std::move(device));
    unit.audit().append(event);
}

void SessionKeeper::notify(ports::UnitOfWork& unit, const Active& active, message::Kind kind, const message::Parameters& parameters) const {
    const auto& language = active.identity.language;
    static_cast<void>(flows::notify(unit, {ports_.entropy, ports_.macs, ports_.offered}, tenant_,
                                    unit.authenticators().of(active.identity.id),
                                    {kind, language.empty() ? active.settings.default_language : language, parameters}));
}

}  // namespace rekey::flows
