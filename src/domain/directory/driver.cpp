#include "domain/directory/driver.hpp"

#include <algorithm>
#include <array>

namespace rekey::directory {
namespace {

constexpr std::array kActiveDirectoryDeltas{Delta::DirSync, Delta::UsnChanged};
constexpr std::array kSyncDeltas{Delta::ContentSync, Delta::ModifyTimestamp};
constexpr std::array kTimeDeltas{Delta::ModifyTimestamp};

/// inetOrgPerson (RFC 2798), which Active Directory has taken over; what people sign in by is each kind's own.
constexpr Names names_with(std::string_view user_name) {
    return {.user_name = user_name,
            .mail = "mail",
            .mobile = "mobile",
            .office = "telephoneNumber",
            .given_name = "givenName",
            .surname = "sn",
            .display_name = "displayName",
            .language = "preferredLanguage"};
}
constexpr Names kInetOrgPerson = names_with("uid");

constexpr std::string_view kLdapGroups = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))";
constexpr std::string_view kUniqueMember = "uniqueMember";  // of groupOfUniqueNames (RFC 4519 section 3.6)

constexpr std::array kDrivers{
    // Windows and Samba. lockoutTime stays after a lock has run out, as a time that is over: whoever asks compares it with the policy.
    Driver{.name = "active_directory",
           .title = "Active Directory",
           .anchor = "objectGUID",
           .anchor_form = AnchorForm::Guid,
           .people = "(&(objectCategory=person)(objectClass=user))",
           .groups = "(objectClass=group)",
           .member = "member",
           .disabled = "userAccountControl",
           .disabled_form = DisabledForm::ControlBit,
           .lock = {.attribute = "lockoutTime", .open = "0", .permanent = {}, .counter = {}},
           .password_set_at = "pwdLastSet",
           .deltas = kActiveDirectoryDeltas,
           .password = PasswordOperation::UnicodePwd,
           .names = names_with("userPrincipalName")},
    // With the ppolicy overlay (draft-behera-ldap-password-policy).
    Driver{.name = "openldap",
           .title = "OpenLDAP",
           .anchor = "entryUUID",
           .anchor_form = AnchorForm::Uuid,
           .people = "(objectClass=inetOrgPerson)",
           .groups = kLdapGroups,
           .member = "member",
           .disabled = {},
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "pwdAccountLockedTime", .open = {}, .permanent = "000001010000Z", .counter = {}},
           .password_set_at = "pwdChangedTime",
           .deltas = kSyncDeltas,
           .password = PasswordOperation::PasswordModify,
           .names = kInetOrgPerson,
           .other_member = kUniqueMember},
    // Its answers to RFC 3062 say "Failed to update password" whatever is wrong.
    Driver{.name = "389ds",
           .title = "389 Directory Server",
           .anchor = "nsUniqueId",
           .anchor_form = AnchorForm::NsUniqueId,
           .people = "(objectClass=inetOrgPerson)",
           .groups = kLdapGroups,
           .member = "member",
           .disabled = "nsAccountLock",
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "accountUnlockTime", .open = {}, .permanent = {}, .counter = "passwordRetryCount"},
           .password_set_at = "passwordExpirationTime",
           .deltas = kSyncDeltas,
           .password = PasswordOperation::Modify,
           .names = kInetOrgPerson,
           .other_member = kUniqueMember},
    Driver{.name = "freeipa",
           .title = "FreeIPA",
           .anchor = "nsUniqueId",
           .anchor_form = AnchorForm::NsUniqueId,
           .people = "(objectClass=posixAccount)",
           .groups = "(objectClass=ipaUserGroup)",
           .member = "member",
           .disabled = "nsAccountLock",
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "krbLoginFailedCount", .open = "0", .permanent = {}, .counter = {}},
           .password_set_at = "krbLastPwdChange",
           .deltas = kTimeDeltas,
           .password = PasswordOperation::PasswordModify,
           .names = kInetOrgPerson},
    Driver{.name = "ldap",
           .title = "LDAP directory",
           .anchor = "entryUUID",
           .anchor_form = AnchorForm::Uuid,
           .people = "(objectClass=inetOrgPerson)",
           .groups = kLdapGroups,
           .member = "member",
           .disabled = {},
           .disabled_form = DisabledForm::Truth,
           .lock = {},
           .password_set_at = "pwdChangedTime",
           .deltas = kTimeDeltas,
           .password = PasswordOperation::PasswordModify,
           .names = kInetOrgPerson,
           .other_member = kUniqueMember}};

}  // namespace

std::span<const Driver> drivers() noexcept { return kDrivers; }

const Driver* find_driver(std::string_view name) noexcept {
    const auto found = std::ranges::find(kDrivers, name, &Driver::name);
    return found == kDrivers.end() ? nullptr : &*found;
}

}  // namespace rekey::directory
