// Where a person is signed in, and the password that is good for one more time.
#include <algorithm>

#include "flows/admin/admin_unit.hpp"
#include "flows/admin/identity_admin.hpp"

namespace rekey::flows {

Result<void> IdentityAdmin::require_change(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        if (const auto here = check_mastered_here(unit, *person); !here) return here;
        std::optional<ports::PasswordRecord> password = unit.passwords().find(person->id);
        if (!password) return fail(ErrorCode::NotAllowedNow, "the person has no password yet");
        password->must_change = true;
        if (!unit.passwords().save(person->id, *password)) return changed_meanwhile();
        end_everything(unit, person->id);
        record(unit, ports_.entropy, actor, audit::Kind::PasswordMustChange, person->id);
        return {};
    });
}

Result<std::vector<signin::Session>> IdentityAdmin::sessions(const TenantId& tenant, std::string_view user) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto person = find_person(*unit, user);
    if (!person) return std::unexpected(person.error());
    auto sessions = unit->sessions().of(person->id);
    std::erase_if(sessions, [&](const signin::Session& session) {
        return session.security_stamp != person->security_stamp || session.ends_at <= unit->now();
    });
    return sessions;
}

Result<std::int64_t> IdentityAdmin::end_sessions(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<std::int64_t> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto ended = unit.sessions().remove_all(person->id);
        end_everything(unit, person->id);  // the stamp also ends one that begins at this moment
        record(unit, ports_.entropy, actor, audit::Kind::SessionsEnded, person->id, {{"sessions", std::to_string(ended)}});
        return ended;
    });
}

}  // namespace rekey::flows
