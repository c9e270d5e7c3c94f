// What does not change a method: the questions to choose from, putting registration off, "still correct".
#include "flows/registration_service.hpp"

#include "flows/registration_context.hpp"

namespace rekey::flows {
namespace {

/// Writes the changed record, and that registration keeps this session from nothing; the next status.
Result<RegistrationStatus> saved(const Work& work, const registration::Record& record, audit::Kind kind) {
    const auto& person = work.who.active.identity.id;
    if (!work.unit.registrations().save(person, record)) return fail(ErrorCode::Conflict);
    work.unit.sessions().pass(work.who.active.session.id, record.removals);
    work.context.audit(work.unit, kind, work.who, work.caller);
    auto after = work.who;
    after.active.session.passed_at_removals = record.removals;
    after.record = work.unit.registrations().find(person);
    return work.context.status(work.unit, after);
}

}  // namespace

Result<QuestionChoice> RegistrationService::questions(const TenantId& tenant, const std::optional<Secret>& token) {
    const RegistrationContext context(ports_, tenant);
    const auto unit = ports_.account.store.begin(tenant, ports::Access::Read);
    const auto who = context.load(*unit, token);
    if (!who) return std::unexpected(who.error());
    if (kinds_of(registration::Item::Questions, who->policy).empty()) return fail(ErrorCode::MethodNotOffered);
    const auto& settings = who->active.settings;
    return QuestionChoice{settings.questions_to_register, tenant::questions_on_offer(settings)};
}

Result<RegistrationStatus> RegistrationService::skip(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    return ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        if (!context.status(unit, *who).may_skip) return fail(ErrorCode::NotAllowedNow, "there is nothing to skip, or no skips are left");
        auto record = who->record;
        ++record.skips;
        return saved({ports_, context, unit, *who, caller}, record, audit::Kind::RegistrationSkipped);
    });
}

Result<RegistrationStatus> RegistrationService::confirm(const TenantId& tenant, const std::optional<Secret>& token, const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    return ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load(unit, token);
        if (!who) return std::unexpected(who.error());
        if (context.status(unit, *who).missing > 0) return fail(ErrorCode::NotAllowedNow, "something is missing");
        auto record = who->record;
        record.confirmed_at = who->active.now;
        return saved({ports_, context, unit, *who, caller}, record, audit::Kind::RegistrationConfirmed);
    });
}

}  // namespace rekey::flows
