#pragma once
#include <string>
#include <string_view>

#include "flows/account_service.hpp"
#include "flows/signin_service.hpp"
#include "support/fake_directory.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {

/// The reset's rig, with people who sign in. Passwords are "old password of NAME".
class SignInRig : public ResetRig {
public:
    SignInRig(ports::Store& store, ports::Entropy& entropy, const ports::KeyedHash& macs, const ports::PasswordHasher& hasher);

    flows::SignInPorts ports;
    flows::SignInService signins;
    flows::AccountService accounts;

    [[nodiscard]] Result<flows::SignInAnswer> sign_in(std::string_view user, std::string_view password,
                                                      const std::optional<Secret>& held = std::nullopt);
    /// From another network than `caller`'s.
    [[nodiscard]] Result<flows::SignInAnswer> sign_in_from(std::string_view address, std::string_view user, std::string_view password);
    /// The token of a person who signed in with the password made by add_person.
    [[nodiscard]] Secret signed_in(std::string_view user);
    [[nodiscard]] bool holds(const Secret& token);
    void make_temporary(const IdentityId& id);
    /// A person of the directory "office", who has this password there; the directory locks after so many wrong ones.
    struct DirectoryPerson {
        IdentityId id;
        directory::Anchor anchor;
    };
    DirectoryPerson add_directory_person(std::string_view user, std::string_view password, std::int64_t threshold = 5);
};

}  // namespace rekey::test
