#include "support/signin_rig.hpp"

#include <stdexcept>

namespace rekey::test {

SignInRig::SignInRig(ports::Store& store_, ports::Entropy& entropy_, const ports::KeyedHash& macs_, const ports::PasswordHasher& hasher_)
    : ResetRig(store_, entropy_, macs_, hasher_),
      ports{store_, entropy_, macs_, hasher, strength, directory, {method::Kind::Email, method::Kind::Totp, method::Kind::RecoveryCode},
            [] {}},
      signins(ports, totp),
      accounts(ports) {
    set("refused_sign_ins_per_10_minutes", "10000");
    set("refused_sign_ins_per_hour", "50000");
}

Result<flows::SignInAnswer> SignInRig::sign_in(std::string_view user, std::string_view password, const std::optional<Secret>& held) {
    return signins.sign_in(tenant, {std::string(user), Secret{password}, ""}, held, caller);
}

Result<flows::SignInAnswer> SignInRig::sign_in_from(std::string_view address, std::string_view user, std::string_view password) {
    return signins.sign_in(tenant, {std::string(user), Secret{password}, ""}, std::nullopt, {std::string(address), caller.user_agent});
}

Secret SignInRig::signed_in(std::string_view user) {
    auto answered = sign_in(user, "old password of " + std::string(user));
    if (!answered) throw std::runtime_error("sign in: " + std::string(name(answered.error().code)));
    return std::move(*answered->token);
}

bool SignInRig::holds(const Secret& token) { return accounts.session(tenant, Secret{token.reveal()}).has_value(); }

DirectoryId SignInRig::add_office(std::int64_t threshold) {
    return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        auto office = unit.directories().find("office");
        if (!office) {
            office = directory::Directory{ports::make_id<DirectoryId>(entropy), "office", {}, 0};
            office->settings.kind = "openldap";
            office->settings.base = "dc=contoso,dc=example";
            if (!unit.directories().insert(*office)) throw std::runtime_error("the directory is there");
            unit.directories().set_password(office->id, Secret{std::string_view("s")});
        }
        static_cast<void>(unit.healths().claim_due(Duration{0}));
        directory::Health health;
        health.checked_at = unit.now();
        health.policy =
            directory::PasswordPolicy{.min_length = 10, .history = 3, .lockout_threshold = threshold, .lockout_window = minutes{30}};
        unit.healths().save(office->id, health);
        return office->id;
    });
}

SignInRig::DirectoryPerson SignInRig::add_directory_person(std::string_view user, std::string_view password, std::int64_t threshold) {
    const auto office = add_office(threshold);
    const auto name = std::string(user.substr(0, user.find('@')));
    const DirectoryPerson person{add_person(user, user, office), directory.add(name)};
    auto& item = directory.at(person.anchor);
    item.password = password;
    item.state.password_set_at = "20261101000000Z";
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        ports::EntryLink link;
        link.anchor = person.anchor;
        link.identity = person.id;
        link.dn = FakeDirectory::dn_of(name);
        unit.entries().put(office, link);
    });
    return person;
}

void SignInRig::make_temporary(const IdentityId& id) {
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        auto record = unit.passwords().find(id).value();
        record.must_change = true;
        if (!unit.passwords().save(id, record)) throw std::runtime_error("the password changed");
    });
}

}  // namespace rekey::test
