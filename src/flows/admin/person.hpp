#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/tenant/settings.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/admin/identity_view.hpp"

namespace rekey::flows {

/// The address in the form the method keeps it; InvalidInput with a sentence for one it cannot send to, or that has no address. Phone
/// numbers are read as the tenant's region has them, and must be of a country that may be called.
[[nodiscard]] Result<std::string> parse_address_of(method::Kind kind, std::string_view typed, const tenant::Settings& settings,
                                                   const AdminPorts& ports);

/// Display name, given name, surname, language.
[[nodiscard]] Result<void> check_names(const identity::Identity& person);

/// The folded form of a user name or alias that may be given to somebody. InvalidInput when it can name nobody or could pass for another.
[[nodiscard]] Result<identity::FoldedIdentifier> check_identifier(std::string_view name);

/// The reasons why a password will not do, as sentences; empty: it will.
[[nodiscard]] std::vector<std::string> password_refusals(const Secret& normalized, const tenant::Settings& settings,
                                                         const identity::Identity& person);

/// A person ready to be inserted: everything judged, the password hashed. Made with no transaction open.
struct PreparedPerson {
    identity::Identity identity;
    std::vector<method::Authenticator> methods;
    std::vector<std::string> groups;
    std::optional<ports::PasswordRecord> password;
};
[[nodiscard]] Result<PreparedPerson> prepare(const NewIdentity& person, const tenant::Settings& settings, const AdminPorts& ports);

/// AlreadyExists; NotFound for a group. Writes nothing when it fails.
[[nodiscard]] Result<identity::Identity> insert(ports::UnitOfWork& unit, PreparedPerson person, const AdminPorts& ports,
                                                const Actor& actor);

/// Binds a method to a person now. AlreadyExists when the person has it.
[[nodiscard]] Result<method::Authenticator> bind_method(ports::UnitOfWork& unit, const IdentityId& person, method::Kind kind,
                                                        const std::string& address, const AdminPorts& ports, const Actor& actor);

}  // namespace rekey::flows
