// Methods an administrator gives a person: addresses, an authenticator app, recovery codes. The secrets are handed out once.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "domain/method/totp_key.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/admin/person.hpp"
#include "flows/random_token.hpp"
#include "flows/recovery_set.hpp"

namespace rekey::flows {
namespace {

using method::Kind;

/// Everything of that kind goes, then a new one is bound: a person has one app and one set of codes.
Result<method::Authenticator> replace_method(ports::UnitOfWork& unit, const IdentityId& person, Kind kind, const AdminPorts& ports,
                                             const Actor& actor) {
    for (const auto& each : unit.authenticators().of(person)) {
        if (each.kind != kind) continue;
        static_cast<void>(unit.authenticators().remove(person, each.id));
        record(unit, ports.entropy, actor, audit::Kind::AuthenticatorRemoved, person, {{"method", std::string(method::name(kind))}});
    }
    auto bound = bind_method(unit, person, kind, {}, ports, actor);
    if (bound) end_everything(unit, person);
    return bound;
}

}  // namespace

Result<std::vector<method::Authenticator>> IdentityAdmin::add_methods(const TenantId& tenant, std::string_view user,
                                                                      const NewAddresses& addresses, const Actor& actor) {
    const auto settings = tenant::load(ports_.store.begin(tenant, ports::Access::Read)->settings().all());
    std::vector<std::pair<Kind, std::string>> wanted;
    for (const auto& [kind, typed] : {std::pair{Kind::Email, &addresses.email}, std::pair{Kind::Sms, &addresses.mobile},
                                      std::pair{Kind::VoiceMobile, &addresses.mobile}, std::pair{Kind::VoiceOffice, &addresses.office}}) {
        if (typed->empty()) continue;
        auto parsed = parse_address_of(kind, *typed, settings, ports_);
        if (!parsed) return std::unexpected(parsed.error());
        wanted.emplace_back(kind, std::move(*parsed));
    }
    if (wanted.empty()) return fail(ErrorCode::InvalidInput, "no address was given");
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<std::vector<method::Authenticator>> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        std::vector<method::Authenticator> added;
        for (const auto& [kind, address] : wanted) {
            // A mobile may be on file for one of its two uses: then the other is what is new.
            if (auto bound = bind_method(unit, person->id, kind, address, ports_, actor)) added.push_back(std::move(*bound));
        }
        if (added.empty()) return fail(ErrorCode::AlreadyExists, "the person has this method already");
        end_everything(unit, person->id);
        return added;
    });
}

Result<void> IdentityAdmin::release_method(const TenantId& tenant, std::string_view user, const AuthenticatorId& id, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto on_file = unit.authenticators().of(person->id);
        const auto wanted = std::ranges::find(on_file, id, &method::Authenticator::id);
        const bool waits = wanted != on_file.end() && wanted->source == method::Source::Directory && wanted->usable_from > unit.now();
        if (!waits) return fail(ErrorCode::NotAllowedNow, "no number of the directory waits under this id");
        for (const auto& each : on_file) {
            if (each.source != method::Source::Directory || each.address != wanted->address) continue;
            if (unit.registrations().use_now(person->id, each.id, unit.now()))
                record(unit, ports_.entropy, actor, audit::Kind::AuthenticatorChanged, person->id,
                       {{"method", std::string(method::name(each.kind))}, {"released", "yes"}});
        }
        end_everything(unit, person->id);
        return {};
    });
}

Result<NewTotp> IdentityAdmin::add_totp(const TenantId& tenant, std::string_view user, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<NewTotp> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto bound = replace_method(unit, person->id, Kind::Totp, ports_, actor);
        if (!bound) return std::unexpected(bound.error());
        const Secret key{ByteView(draw_bytes<method::kTotpKeyBytes>(ports_.entropy))};
        unit.proofs().add_totp(bound->id, key);
        const auto settings = tenant::load(unit.settings().all());
        const auto issuer = settings.display_name.empty() ? std::string("Rekey") : settings.display_name;
        return NewTotp{method::totp_uri(key, issuer, person->user_name), method::totp_key_text(key)};
    });
}

Result<std::vector<Secret>> IdentityAdmin::renew_recovery_codes(const TenantId& tenant, std::string_view user, const Actor& actor) {
    auto drawn = draw_recovery_set(ports_.entropy, ports_.hasher, ports_.macs);
    const auto bound = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) -> Result<void> {
        const auto person = find_person(unit, user);
        if (!person) return std::unexpected(person.error());
        const auto replaced = replace_method(unit, person->id, Kind::RecoveryCode, ports_, actor);
        if (!replaced) return std::unexpected(replaced.error());
        unit.proofs().add_codes(replaced->id, drawn.set);
        return {};
    });
    if (!bound) return std::unexpected(bound.error());
    return std::move(drawn.codes);
}

}  // namespace rekey::flows
