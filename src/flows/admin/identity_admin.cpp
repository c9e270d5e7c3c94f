#include "flows/admin/identity_admin.hpp"

#include "base/text.hpp"
#include "flows/admin/person.hpp"

namespace rekey::flows {
namespace {

/// Which fields an edit touches, for the audit log; never their values.
std::string touched(const IdentityEdit& edit) {
    std::string names;
    const auto add = [&](const std::optional<std::string>& field, const char* name) {
        if (field) names += (names.empty() ? "" : ",") + std::string(name);
    };
    add(edit.user_name, "user_name");
    add(edit.display_name, "display_name");
    add(edit.given_name, "given_name");
    add(edit.surname, "surname");
    add(edit.language, "language");
    return names;
}

void apply(const IdentityEdit& edit, identity::Identity& person) {
    const auto assign = [](const std::optional<std::string>& from, std::string& to) {
        if (from) to = trim(*from);
    };
    assign(edit.user_name, person.user_name);
    assign(edit.display_name, person.display_name);
    assign(edit.given_name, person.given_name);
    assign(edit.surname, person.surname);
    assign(edit.language, person.language);
}

}  // namespace

Result<identity::Identity> IdentityAdmin::add(const TenantId& tenant, const NewIdentity& person, const Actor& actor) {
    const auto settings = tenant::load(ports_.store.begin(tenant, ports::Access::Read)->settings().all());
    const auto prepared = prepare(person, settings, ports_);
    if (!prepared) return std::unexpected(prepared.error());
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return insert(unit, *prepared, ports_, actor); });
}

Result<identity::Identity> IdentityAdmin::edit(const TenantId& tenant, std::string_view user, const IdentityEdit& edit,
                                               const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<identity::Identity> {
        auto person = find_person(unit, user);
        if (!person) return person;
        if (const auto here = check_mastered_here(unit, *person); !here) return std::unexpected(here.error());
        apply(edit, *person);
        if (const auto named = check_names(*person); !named) return std::unexpected(named.error());
        if (edit.user_name) {
            const auto folded = check_identifier(person->user_name);
            if (!folded) return std::unexpected(folded.error());
            const auto other = unit.identities().find(*folded);
            if (other && other->id != person->id) return fail(ErrorCode::AlreadyExists, "this user name belongs to somebody already");
        }
        if (!unit.identities().update(*person)) return changed_meanwhile();
        record(unit, ports_.entropy, actor, audit::Kind::IdentityChanged, person->id, {{"fields", touched(edit)}});
        return person;
    });
}

Result<IdentityView> IdentityAdmin::show(const TenantId& tenant, std::string_view user) {
    const auto unit = ports_.store.begin(tenant, ports::Access::Read);
    auto person = find_person(*unit, user, Deleted::Shown);
    if (!person) return std::unexpected(person.error());
    const auto id = person->id;
    const std::optional<ports::PasswordRecord> password = unit->passwords().find(id);
    const auto directory = person->authority ? unit->directories().find(*person->authority) : std::nullopt;
    std::map<AuthenticatorId, std::int64_t> questions;
    for (const auto& set : unit->proofs().questions(id)) questions.emplace(set.authenticator, std::ssize(set.answered));
    return IdentityView{std::move(*person),
                        unit->identities().identifiers(id),
                        unit->authenticators().of(id),
                        unit->groups().names_of(id),
                        password ? std::optional(password->set_at) : std::nullopt,
                        password && password->must_change,
                        directory ? directory->name : std::string{},
                        std::move(questions)};
}

std::vector<identity::Identity> IdentityAdmin::list(const TenantId& tenant, const IdentityQuery& query) {
    return ports_.store.begin(tenant, ports::Access::Read)
        ->identities()
        .list(to_lower(query.prefix), to_lower(query.after), query.limit, query.deleted);
}

Result<void> IdentityAdmin::add_alias(const TenantId& tenant, std::string_view user, std::string_view alias, const Actor& actor) {
    const auto folded = check_identifier(alias);
    if (!folded) return std::unexpected(folded.error());
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        if (!unit.identities().add_alias(person->id, *folded))
            return fail(ErrorCode::AlreadyExists, "this name belongs to somebody already");
        record(unit, ports_.entropy, actor, audit::Kind::IdentityChanged, person->id, {{"change", "alias added"}});
        return {};
    });
}

Result<void> IdentityAdmin::remove_alias(const TenantId& tenant, std::string_view user, std::string_view alias, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto folded = identity::fold(alias);
        const auto owner = folded ? unit.identities().find(*folded) : std::nullopt;
        if (!owner || owner->id != person->id) return fail(ErrorCode::NotFound, "the person has no such alias");
        if (folded == identity::fold(person->user_name))
            return fail(ErrorCode::InvalidInput, "this is the user name: edit the person to change it");
        unit.identities().remove_alias(person->id, *folded);
        record(unit, ports_.entropy, actor, audit::Kind::IdentityChanged, person->id, {{"change", "alias removed"}});
        return {};
    });
}

Result<void> IdentityAdmin::remove_method(const TenantId& tenant, std::string_view user, const AuthenticatorId& id, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        unit.registrations().keep_replaced_by(person->id, id, unit.now());
        if (!unit.authenticators().remove(person->id, id)) return fail(ErrorCode::NotFound, "the person has no such method");
        end_everything(unit, person->id);
        record(unit, ports_.entropy, actor, audit::Kind::AuthenticatorRemoved, person->id);
        return {};
    });
}

}  // namespace rekey::flows
