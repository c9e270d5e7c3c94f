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

SignInRig::DirectoryPerson SignInRig::add_directory_person(std::string_view user, std::string_view password, std::int64_t threshold) {
    const auto office = add_office().id;
    save_policy(office, {.min_length = 10, .history = 3, .lockout_threshold = threshold, .lockout_window = minutes{30}});
    const auto id = add_person(user, user, office);
    const DirectoryPerson person{id, add_entry(office, std::string(user.substr(0, user.find('@'))), id)};
    auto& item = directory.at(person.anchor);
    item.password = password;
    item.state.password_set_at = "20261101000000Z";
    return person;
}

void SignInRig::make_temporary(const IdentityId& id) {
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        auto record = unit.passwords().find(id).get().value();
        record.must_change = true;
        if (!unit.passwords().save(id, record)) throw std::runtime_error("the password changed");
    });
}

}  // namespace rekey::test
