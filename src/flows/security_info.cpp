#include "flows/security_info.hpp"

#include "flows/registration_context.hpp"

namespace rekey::flows {
namespace {

/// The status after a change of what is on file or remembered.
RegistrationStatus next_status(const Work& work) {
    auto after = work.who;
    after.on_file = work.unit.authenticators().of(work.who.active.identity.id);
    after.record = work.unit.registrations().find(work.who.active.identity.id);
    return work.context.status(work.unit, after);
}

void save(const Work& work, const registration::Record& record) {
    if (!work.unit.registrations().save(work.who.active.identity.id, record))
        throw Fault(FaultKind::Serialization, "registration changed while a method was changed");
}

void unbind(const Work& work, const method::Authenticator& one) {
    for (const auto& use : uses_of(work.who.on_file, one)) {
        work.unit.registrations().keep_replaced_by(use.identity, use.id, work.who.active.now);
        static_cast<void>(work.unit.authenticators().remove(use.identity, use.id));
    }
    // Who removes everything does not begin anew: what comes then is a later change, with its waiting time.
    auto record = work.who.record;
    ++record.removals;
    if (!registration::is_first_session(record, work.who.on_file, work.who.active.session.id)) record.first_session = SessionId{};
    if (record.preferred && uses_of(work.who.on_file, one).front().id == *record.preferred) record.preferred.reset();
    save(work, record);
    RegistrationContext::end_open_work(work.unit, one.identity);
}

}  // namespace

Result<RegistrationStatus> SecurityInfo::remove(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto outcome = ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load_for_change(unit, token);
        if (!who) return std::unexpected(who.error());
        const auto* const one = find_method(who->on_file, method);
        if (one == nullptr) return fail(ErrorCode::NotFound);
        const auto item = registration::item_of(one->kind);
        if (one->source == method::Source::Directory) return fail(ErrorCode::Forbidden, "managed by the organisation");
        const Work work{ports_, context, unit, *who, caller};
        unbind(work, *one);
        context.audit(unit, audit::Kind::AuthenticatorRemoved, *who, caller, {{"method", std::string(registration::name(item))}});
        context.tell(unit, *who, who->on_file, {registration::Happening::MethodRemoved, item, {}, {}}, caller);
        return next_status(work);
    });
    if (outcome) ports_.account.message_committed();
    return outcome;
}

Result<RegistrationStatus> SecurityInfo::prefer(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    return ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<RegistrationStatus> {
        const auto who = context.load_for_change(unit, token);
        if (!who) return std::unexpected(who.error());
        const auto* const one = find_method(who->on_file, method);
        if (one == nullptr) return fail(ErrorCode::NotFound);
        const Work work{ports_, context, unit, *who, caller};
        auto record = who->record;
        record.preferred = one->id;
        save(work, record);
        context.audit(unit, audit::Kind::DefaultMethodChanged, *who, caller, {{"method", std::string(method::name(one->kind))}});
        return next_status(work);
    });
}

}  // namespace rekey::flows
