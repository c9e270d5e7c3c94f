#include "flows/reset_service.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

std::string choose_language(const tenant::Settings& settings, const std::string& wanted) {
    return std::ranges::find(settings.languages, wanted) != settings.languages.end() ? wanted : settings.default_language;
}

/// For the administrator's report: why a reset went nowhere. Never leaves the server.
std::string condition(const Subject& subject) {
    if (!subject.account) return "unknown";
    if (!subject.facts.enabled) return "disabled";
    if (subject.offered.empty() || !subject.real) return "no_methods";
    if (subject.paused) return "paused";
    const auto obstacle = policy::obstacle(subject.facts);
    return obstacle ? std::string(policy::name(*obstacle)) : "ok";
}

/// What a tenant that explains tells at once.
std::optional<policy::Obstacle> explained(const Subject& subject) {
    if (!subject.facts.enabled) return policy::Obstacle::AccountDisabled;
    return policy::obstacle(subject.facts);
}

/// Both limits count, also when the first has refused already: the work does not depend on it.
std::optional<Duration> over_limit(ports::UnitOfWork& unit, const tenant::Settings& settings, const Mac& network, bool trusted) {
    std::optional<Duration> wait;
    for (const auto& limit : {policy::starts_per_10_minutes(settings, trusted), policy::starts_per_hour(settings, trusted)}) {
        if (unit.counters().add(limit.name, network, limit.window) <= limit.count) continue;
        wait = std::max(wait.value_or(Duration{0}), unit.counters().ends_at(limit.name, network) - unit.now());
    }
    return wait;
}

}  // namespace

ResetService::ResetService(ResetPorts ports) : ports_(std::move(ports)) {}

Result<ResetAnswer> ResetService::start(const TenantId& tenant, const StartReset& command, const Caller& caller) {
    const ResetContext context(ports_, tenant);
    const auto claim = ports_.captcha.open(tenant, command.captcha_challenge, command.captcha_answer);
    const auto network = policy::client_network(caller.address);

    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        const auto facts = load_facts(unit);
        const auto& settings = facts.settings;
        if (settings.scope == tenant::Scope::None) return fail(ErrorCode::ResetOff);
        const bool trusted = policy::in_networks(caller.address, settings.trusted_networks);
        if (const auto wait = over_limit(unit, settings, context.network_key(network), trusted)) {
            return fail(ErrorCode::TooManyStarts, "starts per network", wait);
        }
        // A challenge is spent by looking at it, right or wrong: nobody gets two tries at one picture.
        if (!claim) return fail(ErrorCode::CaptchaWrong, "not a challenge of this tenant");
        const auto mark = ports_.macs.mac(ports::MacPurpose::CaptchaMark, {tenant.view(), claim->nonce});
        const bool first_use = unit.captcha_marks().use(mark, claim->expires_at);
        if (!first_use || !claim->right || claim->expires_at <= unit.now()) return fail(ErrorCode::CaptchaWrong);

        Loaded loaded{unit.now(), settings, {}, context.subject(unit, facts, command.user, network, std::nullopt)};
        auto& attempt = loaded.attempt;
        attempt.id = ports::make_id<AttemptId>(ports_.entropy);
        attempt.subject = loaded.subject.id;
        attempt.live = loaded.subject.real && !loaded.subject.paused;
        attempt.side = loaded.subject.side;
        attempt.state = settings.unlock_offered ? reset::State::AwaitingNeed : reset::State::AwaitingMethod;
        attempt.typed = std::string(trim(command.user));
        attempt.language = choose_language(settings, command.language);
        attempt.return_name = tenant::return_link(settings, command.return_name) ? command.return_name : std::string{};
        attempt.network = network;
        attempt.security_stamp = loaded.subject.account ? loaded.subject.account->security_stamp : 0;
        attempt.started_at = loaded.now;
        attempt.expires_at = loaded.now + minutes{settings.attempt_minutes};
        if (settings.stranger_answers == tenant::StrangerAnswers::Explain) {
            attempt.obstacle = explained(loaded.subject);
            attempt.missing = std::max<std::int64_t>(0, loaded.subject.facts.gates - loaded.subject.facts.channels);
            if (attempt.obstacle) attempt.state = reset::State::Refused;
        }
        auto handle = context.rotate_handle(attempt);
        unit.attempts().insert(attempt);
        context.audit(unit, audit::Kind::ResetStarted, attempt, {{"subject", condition(loaded.subject)}});
        return ResetAnswer{std::move(handle), context.step(unit, loaded)};
    });
}

Result<ResetAnswer> ResetService::view(const TenantId& tenant, const Secret& handle) {
    const ResetContext context(ports_, tenant);
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto loaded = context.load(*unit, handle, reset::Request::View);
    if (!loaded) return std::unexpected(loaded.error());
    return ResetAnswer{std::nullopt, context.step(*unit, *loaded)};
}

Result<ResetAnswer> ResetService::choose_need(const TenantId& tenant, const Secret& handle, reset::Need need) {
    const ResetContext context(ports_, tenant);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::ChooseNeed);
        if (!loaded) return std::unexpected(loaded.error());
        loaded->attempt.need = need;
        loaded->attempt.state = reset::State::AwaitingMethod;
        if (!unit.attempts().update(loaded->attempt)) return fail(ErrorCode::Conflict);
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
}

Result<ResetAnswer> ResetService::use_another(const TenantId& tenant, const Secret& handle) {
    const ResetContext context(ports_, tenant);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<ResetAnswer> {
        auto loaded = context.load(unit, handle, reset::Request::UseAnother);
        if (!loaded) return std::unexpected(loaded.error());
        if (const auto open = unit.challenges().open(loaded->attempt.id)) static_cast<void>(unit.challenges().end(open->id, loaded->now));
        loaded->attempt.state = reset::State::AwaitingMethod;
        if (!unit.attempts().update(loaded->attempt)) return fail(ErrorCode::Conflict);
        return ResetAnswer{std::nullopt, context.step(unit, *loaded)};
    });
}

Result<void> ResetService::cancel(const TenantId& tenant, const Secret& handle) {
    const ResetContext context(ports_, tenant);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        auto loaded = context.load(unit, handle, reset::Request::Cancel);
        if (!loaded) return std::unexpected(loaded.error());
        if (const auto open = unit.challenges().open(loaded->attempt.id)) static_cast<void>(unit.challenges().end(open->id, loaded->now));
        loaded->attempt.state = reset::State::Ended;
        if (!unit.attempts().update(loaded->attempt)) return fail(ErrorCode::Conflict);
        context.audit(unit, audit::Kind::AttemptCancelled, loaded->attempt);
        return {};
    });
}

}  // namespace rekey::flows
