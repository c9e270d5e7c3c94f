// What changes an account as a whole: enabled, deleted, role, password, pauses.
#include <algorithm>

#include "base/text.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/admin/person.hpp"
#include "flows/bind_budget.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rekey::flows {
namespace {

using identity::Status;

struct StatusChange {
    Status to;
    audit::Kind kind;
};

Result<void> change_status(const AdminPorts& ports, const TenantId& tenant, std::string_view user, const StatusChange& change,
                           const Actor& actor) {
    return ports::transact(ports.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        if (const auto here = check_mastered_here(unit, *person); !here) return here;
        if (person->status == change.to) return {};  // asking twice is no mistake
        person->status = change.to;
        if (!unit.identities().update(*person)) return changed_meanwhile();
        if (change.to != Status::Enabled) end_everything(unit, person->id);
        record(unit, ports.entropy, actor, change.kind, person->id);
        return {};
    });
}

/// By id, or by the user name, which stays theirs while they can come back.
Result<identity::Identity> find_deleted(ports::UnitOfWork& unit, std::string_view user) {
    auto person = find_person(unit, user, Deleted::Shown);
    if (person && person->status != Status::Deleted) return fail(ErrorCode::NotAllowedNow, "the person is not deleted");
    const auto folded = identity::fold(user);
    if (person || !folded) return person;
    constexpr std::int64_t kEnough = 200;
    for (auto& deleted : unit.identities().list(folded->text, {}, kEnough, true)) {
        if (identity::fold(deleted.user_name) == folded) return std::move(deleted);
    }
    return person;
}

void clear_counters(ports::UnitOfWork& unit, const Mac& account) {
    const tenant::Settings any;  // names of counters do not depend on the policy
    unit.counters().clear(policy::forgiven_counters(), account);
    unit.counters().clear(policy::resets_per_account(any).name, account);
    unit.counters().clear(policy::password_changes(any).name, account);
    unit.lockouts().clear(account);
    clear_bind_places(unit, account);
}

}  // namespace

Result<void> IdentityAdmin::enable(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return change_status(ports_, tenant, user, {Status::Enabled, audit::Kind::IdentityEnabled}, actor);
}

Result<void> IdentityAdmin::disable(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return change_status(ports_, tenant, user, {Status::Disabled, audit::Kind::IdentityDisabled}, actor);
}

Result<void> IdentityAdmin::remove(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return change_status(ports_, tenant, user, {Status::Deleted, audit::Kind::IdentityDeleted}, actor);
}

Result<void> IdentityAdmin::restore(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        auto person = find_deleted(unit, user);
        if (!person) return std::unexpected(person.error());
        if (const auto here = check_mastered_here(unit, *person); !here) return here;
        person->status = Status::Enabled;
        if (!unit.identities().update(*person)) return changed_meanwhile();
        record(unit, ports_.entropy, actor, audit::Kind::IdentityEnabled, person->id, {{"change", "restored"}});
        return {};
    });
}

Result<void> IdentityAdmin::set_role(const TenantId& tenant, std::string_view user, identity::Role role, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto before = std::exchange(person->role, role);
        if (before == role) return {};
        if (!unit.identities().update(*person)) return changed_meanwhile();
        end_everything(unit, person->id);  // another policy applies from now on
        record(unit, ports_.entropy, actor, audit::Kind::RoleChanged, person->id,
               {{"before", std::string(identity::name(before))}, {"after", std::string(identity::name(role))}});
        return {};
    });
}

Result<void> IdentityAdmin::set_password(const TenantId& tenant, std::string_view user, const Secret& typed, Lasting lasting,
                                         const Actor& actor) {
    const auto password = normalized_password(typed);
    struct Found {
        IdentityId id;
        tenant::Settings settings;
        std::optional<ports::PasswordRecord> before;
        std::vector<std::string> refusals;
    };
    const auto found = [&]() -> Result<Found> {
        const auto unit = ports_.store.begin(tenant, ports::Access::Read);
        const auto person = find_person(*unit, user);
        if (!person) return std::unexpected(person.error());
        if (const auto here = check_mastered_here(*unit, *person); !here) return std::unexpected(here.error());
        auto settings = tenant::load(unit->settings().all());
        auto refusals = password_refusals(password, settings, *person);
        return Found{person->id, std::move(settings), unit->passwords().find(person->id), std::move(refusals)};
    }();
    if (!found) return std::unexpected(found.error());
    if (!found->refusals.empty())
        return fail(ErrorCode::PasswordRefused, fmt::format("the password will not do: {}", fmt::join(found->refusals, "; ")));

    const auto keep = static_cast<std::size_t>(found->settings.password_history);
    auto record_to_save = next_record(found->before, password, keep, ports_.hasher, ports_.macs, ports_.entropy);
    if (!record_to_save) return fail(ErrorCode::PasswordRefused, "the password will not do: it was used before");
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        record_to_save->set_at = unit.now();
        record_to_save->must_change = lasting == Lasting::OneSignIn;
        if (!unit.passwords().save(found->id, *record_to_save)) return changed_meanwhile();
        end_everything(unit, found->id);
        record(unit, ports_.entropy, actor, audit::Kind::PasswordSetByOperator, found->id);
        return {};
    });
}

Result<void> IdentityAdmin::unblock(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        if (unit.registrations().find(person->id).frozen_at)
            return fail(ErrorCode::NotAllowedNow, "the account is frozen: look into it, then end that (unfreeze)");
        clear_counters(unit, account_key(ports_.macs, tenant, person->id));
        record(unit, ports_.entropy, actor, audit::Kind::ResetUnblocked, person->id);
        return {};
    });
}

}  // namespace rekey::flows
