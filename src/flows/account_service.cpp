#include "flows/account_service.hpp"

#include <algorithm>
#include <iterator>

#include "flows/password_change.hpp"
#include "flows/password_rules.hpp"
#include "flows/session_keeper.hpp"

namespace rekey::flows {
namespace {

/// Loads the session, answers from it in the same unit, and notes that the person was seen.
template <class Answer>
auto look(const SignInPorts& ports, const TenantId& tenant, const std::optional<Secret>& token, Answer answer)
    -> Result<decltype(answer(std::declval<ports::UnitOfWork&>(), std::declval<const Active&>()))> {
    const SessionKeeper keeper(ports, tenant);
    auto unit = ports.store.begin(tenant, ports::Access::Read);
    const auto active = keeper.load(*unit, token, signin::Stage::SignedIn);
    if (!active) return std::unexpected(active.error());
    auto answered = answer(*unit, *active);
    unit.reset();  // one unit at a time
    keeper.note(*active);
    return answered;
}

bool holds(const signin::Session& session, const Active& active) {
    return session.stage == signin::Stage::SignedIn && session.security_stamp == active.identity.security_stamp &&
           session.ends_at > active.now;
}

}  // namespace

AccountService::AccountService(SignInPorts ports) : ports_(std::move(ports)) {}

Result<SessionInfo> AccountService::session(const TenantId& tenant, const std::optional<Secret>& token) {
    return look(ports_, tenant, token, [](ports::UnitOfWork&, const Active& active) {
        const auto& [now, settings, session, identity] = active;
        return SessionInfo{identity.user_name,
                           identity.display_name,
                           identity.language,
                           session.signed_in_at,
                           signin::last_end(session, settings),
                           signin::end_after(session, now, settings),
                           now};
    });
}

Result<SessionList> AccountService::sessions(const TenantId& tenant, const std::optional<Secret>& token) {
    return look(ports_, tenant, token, [](ports::UnitOfWork& unit, const Active& active) {
        SessionList list{active.now, active.session.id, unit.sessions().of(active.identity.id)};
        std::erase_if(list.sessions, [&](const auto& session) { return !holds(session, active); });
        return list;
    });
}

Result<void> AccountService::end_session(const TenantId& tenant, const std::optional<Secret>& token, std::string_view id,
                                         const Caller& caller) {
    const SessionKeeper keeper(ports_, tenant);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto active = keeper.load(unit, token, signin::Stage::SignedIn);
        if (!active) return std::unexpected(active.error());
        const auto parsed = SessionId::parse(id);
        if (!parsed || !unit.sessions().remove(active->identity.id, *parsed)) return fail(ErrorCode::NotFound, "no such session");
        keeper.audit(unit, audit::Kind::SessionsEnded, active->identity.id, caller, {{"sessions", "1"}});
        return {};
    });
}

Result<void> AccountService::end_sessions(const TenantId& tenant, const std::optional<Secret>& token, WhichSessions which,
                                          const Caller& caller) {
    const SessionKeeper keeper(ports_, tenant);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto active = keeper.load(unit, token, signin::Stage::SignedIn);
        if (!active) return std::unexpected(active.error());
        auto sessions = unit.sessions().of(active->identity.id);
        if (which == WhichSessions::Others) std::erase_if(sessions, [&](const auto& each) { return each.id == active->session.id; });
        std::int64_t ended = 0;
        for (const auto& each : sessions) ended += unit.sessions().remove(active->identity.id, each.id) ? 1 : 0;
        keeper.audit(unit, audit::Kind::SessionsEnded, active->identity.id, caller, {{"sessions", std::to_string(ended)}});
        return {};
    });
}

Result<ActivityList> AccountService::activity(const TenantId& tenant, const std::optional<Secret>& token) {
    return look(ports_, tenant, token, [](ports::UnitOfWork& unit, const Active& active) {
        constexpr std::int64_t kPage = 100;
        constexpr int kPages = 5;  // whoever has thousands of hidden events sees fewer than could be shown
        ActivityList list{active.now, {}};
        auto before = active.now + days{1};
        for (int page = 0; page < kPages && list.events.size() < kShown; ++page) {
            auto events = unit.audit().of(active.identity.id, before, kPage);
            const bool last = std::ssize(events) < kPage;
            if (!last) before = events.back().at;
            std::erase_if(events, [](const audit::Event& event) { return !audit::shown_to_person(event.kind); });
            std::ranges::move(events, std::back_inserter(list.events));
            if (last) break;
        }
        if (list.events.size() > kShown) list.events.resize(kShown);
        return list;
    });
}

Result<PasswordInfo> AccountService::password(const TenantId& tenant, const std::optional<Secret>& token) {
    return look(ports_, tenant, token, [](ports::UnitOfWork& unit, const Active& active) {
        const std::optional<ports::PasswordRecord> record = unit.passwords().find(active.identity.id);
        // Of a directory's people what is on file is only what was set from here.
        const bool here = record && !active.identity.authority;
        return PasswordInfo{shown(password_rules(active.settings, policy_there(unit, active.identity))),
                            here ? std::optional(record->set_at) : std::nullopt};
    });
}

Result<PasswordAdvice> AccountService::check_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& password) {
    return PasswordChange(ports_, tenant, signin::Stage::SignedIn).check(token, password);
}

Result<ChangeOutcome> AccountService::change_password(const TenantId& tenant, const std::optional<Secret>& token, const Secret& current,
                                                      const Secret& password, const Caller& caller) {
    return PasswordChange(ports_, tenant, signin::Stage::SignedIn).change(token, current, password, caller);
}

}  // namespace rekey::flows
