#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::identity {

enum class Status : std::uint8_t { Enabled, Disabled, Deleted };
/// Rising in power: a lower role never acts on a higher one.
enum class Role : std::uint8_t {
    Person,
    ReportsReader,
    Helpdesk,
    AuthenticationAdministrator,
    AuthenticationPolicyAdministrator,
    GlobalAdministrator
};

[[nodiscard]] std::string_view name(Status status) noexcept;
[[nodiscard]] std::optional<Status> parse_status(std::string_view name) noexcept;
[[nodiscard]] std::string_view name(Role role) noexcept;  ///< person, reports_reader, helpdesk, authentication_administrator, …
[[nodiscard]] std::optional<Role> parse_role(std::string_view name) noexcept;
/// Every role above Person falls under the administrator policy (two gates, no security questions).
[[nodiscard]] bool is_administrator(Role role) noexcept;

/// Which networks a pause concerns: those the person signed in or reset from, and all others, are counted apart.
enum class Side : std::uint8_t { Unfamiliar, Familiar };

/// The person's record. Personal values are sealed at rest by the store.
struct Identity {
    IdentityId id;
    std::string user_name;  ///< user principal name as written; matched by its folded form
    std::string display_name, given_name, surname;
    std::string language;   ///< BCP 47, empty: the tenant's default
    Status status = Status::Enabled;
    Role role = Role::Person;
    std::int64_t security_stamp = 0;         ///< rises with every password or method change; older sessions and attempts end
    std::int64_t version = 0;                ///< for version checks
    Instant created_at;
    std::optional<DirectoryId> authority = {};  ///< the directory where record and password are mastered; nothing: here
};

/// What decides about an account. Its names are not part of it: opening them would take a time that says somebody is there.
struct Account {
    IdentityId id;
    Status status = Status::Enabled;
    Role role = Role::Person;
    std::int64_t security_stamp = 0;
    std::optional<DirectoryId> authority = {};  ///< as of Identity
};

/// What is typed to name an identity, in the form it is matched by: RFC 8265 UsernameCaseMapped (width mapping, lower case, NFC,
/// compatibility and format characters refused); the domain after the last @ in its ASCII form (UTS 46). Never empty.
struct FoldedIdentifier {
    std::string text;
    friend auto operator<=>(const FoldedIdentifier&, const FoldedIdentifier&) = default;
};

/// Nothing when the text can name nobody (malformed, too long, refused characters).
[[nodiscard]] std::optional<FoldedIdentifier> fold(std::string_view typed);

/// True when a new identifier mixes scripts in a way that could pass for another (UTS 39, highly restrictive): not to be created.
[[nodiscard]] bool is_confusable(std::string_view identifier);

}  // namespace rekey::identity
