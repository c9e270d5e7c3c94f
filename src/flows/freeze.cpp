#include "flows/freeze.hpp"

#include <algorithm>
#include <array>

#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"

namespace rekey::flows {
namespace {

/// A pause that ends only when it is lifted. The reset needs nothing new for it, and shows it to nobody.
constexpr Duration kUntilLifted = days{36'500};

/// The password's place is taken by one that nobody knows. The one before stays in the history, so that it cannot come back either.
/// That of a directory stays what it is there, and opens nothing here alone.
void quarantine_password(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, const identity::Identity& person) {
    if (person.authority) {
        const auto name = policy::doubted_password().name;
        static_cast<void>(unit.counters().add(name, account_key(ports.macs, tenant, person.id), kUntilLifted));
        return;
    }
    std::optional<ports::PasswordRecord> record = unit.passwords().find(person.id);
    if (!record) return;
    Mac nobodys;
    ports.entropy.fill(nobodys.bytes);
    record->current.verifiers.insert(record->current.verifiers.begin(), nobodys);
    if (!unit.passwords().save(person.id, *record)) throw Fault(FaultKind::Serialization, "the password changed while it was put away");
}

/// By the person, or a number that changed in the directory and waits: there somebody else may have written it.
bool may_be_a_strangers(const method::Authenticator& each) {
    if (each.source == method::Source::Directory) return each.usable_from > each.created_at;
    return each.source == method::Source::Person;
}

void quarantine_methods(ports::UnitOfWork& unit, const IdentityId& identity, Instant since) {
    for (const auto& each : unit.authenticators().of(identity)) {
        if (each.created_at < since || !may_be_a_strangers(each)) continue;
        unit.registrations().keep_replaced_by(identity, each.id, unit.now());
        static_cast<void>(unit.registrations().quarantine(identity, each.id, unit.now()));
    }
}

}  // namespace

void pause_resets(ports::UnitOfWork& unit, const Mac& account) {
    for (const auto side : {identity::Side::Unfamiliar, identity::Side::Familiar}) {
        const auto name = policy::pause(side).name;
        unit.counters().clear(name, account);  // one that runs already would keep its own end
        static_cast<void>(unit.counters().add(name, account, kUntilLifted));
    }
}

void freeze(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, const registration::NotMe& cause) {
    const auto person = unit.identities().find(cause.identity);
    if (!person) return;
    static_cast<void>(unit.identities().raise_security_stamp(person->id));
    static_cast<void>(unit.sessions().remove_all(person->id));
    unit.attempts().end_others(person->id, AttemptId{});
    static_cast<void>(unit.enrollments().end_all(person->id));
    pause_resets(unit, account_key(ports.macs, tenant, person->id));
    quarantine_methods(unit, person->id, cause.happened_at);
    if (cause.what == registration::Happening::PasswordChanged) quarantine_password(unit, ports, tenant, *person);
    auto record = unit.registrations().find(person->id);
    record.frozen_at = unit.now();
    if (!unit.registrations().save(person->id, record)) throw Fault(FaultKind::Serialization, "registration changed while it was frozen");
    tell_administrators(unit, ports, tenant, message::Kind::AccountFrozen, {{"user", person->user_name}, {"at", to_rfc3339(unit.now())}},
                        person->id);
}

bool unfreeze(ports::UnitOfWork& unit, const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& identity,
              Quarantined quarantined) {
    auto record = unit.registrations().find(identity);
    if (!record.frozen_at) return false;
    record.frozen_at.reset();
    if (!unit.registrations().save(identity, record)) throw Fault(FaultKind::Serialization, "registration changed while it was unfrozen");
    const auto account = account_key(macs, tenant, identity);
    using enum identity::Side;
    unit.counters().clear(std::array{policy::pause(Unfamiliar).name, policy::pause(Familiar).name, policy::doubted_password().name},
                          account);
    for (const auto& id : unit.registrations().quarantined(identity)) {
        if (quarantined == Quarantined::Kept) {
            unit.registrations().release(identity, id);
        } else {
            static_cast<void>(unit.authenticators().remove(identity, id));
        }
    }
    return true;
}

}  // namespace rekey::flows
