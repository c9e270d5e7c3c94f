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
           .member_of = "memberOf:1.2.840.113556.1.4.1941:",
           .disabled = "userAccountControl",
           .disabled_form = DisabledForm::ControlBit,
           .lock = {.attribute = "lockoutTime",
                    .open = "0",
                    .permanent = {},
                    .counter = {},
                    .tells = LockTells::Since,
                    .form = TimeForm::FileTime,
                    .computed = "msDS-User-Account-Control-Computed",
                    .failures = "badPwdCount",
                    .last_failure = "badPasswordTime"},
           .protection = "adminCount",
           .password_set_at = "pwdLastSet",
           .password_set_form = TimeForm::FileTime,
           .must_change = {"pwdLastSet", "0"},
           .deltas = kActiveDirectoryDeltas,
           .password = PasswordOperation::UnicodePwd,
           .names = names_with("userPrincipalName"),
           .takes_anchors = true,
           .members_are_links = true},
    // With the ppolicy overlay (draft-behera-ldap-password-policy).
    Driver{.name = "openldap",
           .title = "OpenLDAP",
           .anchor = "entryUUID",
           .anchor_form = AnchorForm::Uuid,
           .people = "(objectClass=inetOrgPerson)",
           .groups = kLdapGroups,
           .member = "member",
           .member_of = "memberOf",
           .disabled = {},
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "pwdAccountLockedTime",
                    .open = {},
                    .permanent = "000001010000Z",
                    .counter = {},
                    .tells = LockTells::Since,
                    .form = TimeForm::Generalized,
                    .failures = "pwdFailureTime"},
           .protection = {},
           .password_set_at = "pwdChangedTime",
           .password_set_form = TimeForm::Generalized,
           .must_change = {"pwdReset", "TRUE"},
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
           .member_of = "memberOf",
           .disabled = "nsAccountLock",
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "accountUnlockTime",
                    .open = {},
                    .permanent = {},
                    .counter = "passwordRetryCount",
                    .tells = LockTells::Until,
                    .form = TimeForm::Generalized,
                    .failures = "passwordRetryCount"},
           .protection = {},
           .password_set_at = "passwordExpirationTime",
           .password_set_form = TimeForm::None,
           .must_change = {},
           .deltas = kSyncDeltas,
           .password = PasswordOperation::Modify,
           .names = kInetOrgPerson,
           .other_member = kUniqueMember,
           .deltas_name_the_deleted = true},
    Driver{.name = "freeipa",
           .title = "FreeIPA",
           .anchor = "nsUniqueId",
           .anchor_form = AnchorForm::NsUniqueId,
           .people = "(objectClass=posixAccount)",
           .groups = "(objectClass=ipaUserGroup)",
           .member = "member",
           .member_of = "memberOf",
           .disabled = "nsAccountLock",
           .disabled_form = DisabledForm::Truth,
           .lock = {.attribute = "krbLoginFailedCount",
                    .open = "0",
                    .permanent = {},
                    .counter = {},
                    .tells = LockTells::Count,
                    .failures = "krbLoginFailedCount"},
           .protection = {},
           .password_set_at = "krbLastPwdChange",
           .password_set_form = TimeForm::Generalized,
           .must_change = {},
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
           .member_of = "memberOf",
           .disabled = {},
           .disabled_form = DisabledForm::Truth,
           .lock = {},
           .protection = {},
           .password_set_at = "pwdChangedTime",
           .password_set_form = TimeForm::Generalized,
           .must_change = {},
           .deltas = kTimeDeltas,
           .password = PasswordOperation::PasswordModify,
           .names = kInetOrgPerson,
           .other_member = kUniqueMember}};

}  // namespace

std::string_view name(Delta delta) noexcept {
    switch (delta) {
        case Delta::None: return "none";
        case Delta::DirSync: return "dirsync";
        case Delta::UsnChanged: return "usn_changed";
        case Delta::ContentSync: return "content_sync";
        case Delta::ModifyTimestamp: return "modify_timestamp";
    }
    return {};
}

std::span<const Driver> drivers() noexcept { return kDrivers; }

const Driver* find_driver(std::string_view name) noexcept {
    const auto found = std::ranges::find(kDrivers, name, &Driver::name);
    return found == kDrivers.end() ? nullptr : &*found;
}

}  // namespace rekey::directory
