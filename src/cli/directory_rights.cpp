#include "cli/directory_rights.hpp"

#include <fmt/format.h>

namespace rekey::cli {
namespace {

/// The part of a base that names the domain: DC=contoso,DC=example.
std::string domain_of(const std::string& base) {
    for (std::size_t at = 0; at < base.size(); at = base.find(',', at) + 1) {
        const auto part = std::string_view(base).substr(at, 3);
        if (part == "DC=" || part == "dc=") return base.substr(at);
        if (base.find(',', at) == std::string::npos) break;
    }
    return base;
}

// dsacls: /I:S is for what is below, ;;user for users only. Rights by their names in the schema (MS-ADTS 5.1.3.2.1 for Reset Password).
constexpr const char* kActiveDirectory =
    R"sh(# Active Directory: run on a domain controller, as a domain administrator, in PowerShell or cmd.
# It gives {account} the rights to reset passwords, unlock, and read changes, for users below
#   {base}
# and nothing else. Accounts of administrators stay out of reach (adminCount, SDProp).

dsacls "{base}" /I:S /G "{account}:CA;Reset Password;user"
dsacls "{base}" /I:S /G "{account}:RPWP;lockoutTime;user"
dsacls "{base}" /I:S /G "{account}:RPWP;pwdLastSet;user"

# Changes since the last reading (DirSync), and who was deleted:
dsacls "{domain}" /G "{account}:CA;Replicating Directory Changes"
dsacls "CN=Deleted Objects,{domain}" /takeownership
dsacls "CN=Deleted Objects,{domain}" /G "{account}:LCRP"

# Samba: the same by samba-tool, with SID for the account's objectSid (samba-tool user show NAME).
samba-tool dsacl set --objectdn="{base}" --sddl="(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;SID)"
samba-tool dsacl set --objectdn="{base}" --sddl="(OA;CIIO;RPWP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;SID)"
samba-tool dsacl set --objectdn="{base}" --sddl="(OA;CIIO;RPWP;bf967a0a-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;SID)"
samba-tool dsacl set --objectdn="{domain}" --sddl="(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;SID)")sh";

constexpr const char* kOpenLdap =
    R"sh(# OpenLDAP: access rules of the database, for slapd.conf or olcAccess (without "access to" there). They come before more general ones.
# {account} may write passwords, but not read them, and unlock; it has no "manage", so that the password policy holds for it too.

access to dn.subtree="{base}" attrs=userPassword
    by dn.exact="{account}" =wx
    by self =wx
    by anonymous auth
    by * none
access to dn.subtree="{base}" attrs=pwdAccountLockedTime,pwdReset
    by dn.exact="{account}" write
    by * none
access to dn.subtree="{base}"
    by dn.exact="{account}" read
    by * break

# It reads everybody, page by page:
limits dn.exact="{account}" size.soft=unlimited size.hard=unlimited size.prtotal=unlimited

# Changes since the last reading: overlay syncprov, with a session log
#   overlay syncprov
#   syncprov-sessionlog 10000)sh";

constexpr const char* k389 = R"sh(# 389 Directory Server: with ldapmodify, as Directory Manager.
dn: {base}
changetype: modify
add: aci
aci: (targetattr="userPassword || accountUnlockTime || passwordRetryCount")(version 3.0; acl "Rekey writes passwords"; allow (write) userdn="ldap:///{account}";)
aci: (targetattr!="userPassword")(version 3.0; acl "Rekey reads people"; allow (read, search, compare) userdn="ldap:///{account}";)

# Content synchronisation sends every attribute the account may read: it must not be able to read userPassword.
# dsconf INSTANCE plugin contentsync enable; dsconf INSTANCE plugin retro-changelog enable; dsctl INSTANCE restart)sh";

constexpr const char* kFreeIpa = R"sh(# FreeIPA: on a server, as admin.
ipa permission-add "Rekey resets passwords" --right=write --attrs=userpassword --attrs=krbprincipalkey --attrs=krblastpwdchange --attrs=krbloginfailedcount --type=user
ipa privilege-add "Rekey" --desc="Password reset by Rekey"
ipa privilege-add-permission "Rekey" --permissions="Rekey resets passwords"
ipa role-add "Rekey" --desc="Password reset by Rekey"
ipa role-add-privilege "Rekey" --privileges="Rekey"
ipa role-add-member "Rekey" --users=NAME-OF-THE-SERVICE-ACCOUNT
# A password set by somebody else has expired at once, unless the account is among passSyncManagersDNs:
#   dn: cn=ipa_pwd_extop,cn=plugins,cn=config
#   changetype: modify
#   add: passSyncManagersDNs
#   passSyncManagersDNs: {account})sh";

constexpr const char* kLdap = R"sh(# The service account {account} needs, below {base}:
#   read and search of every attribute people are made of, and of groups with their members
#   write of userPassword, by the password-modify operation (RFC 3062); no read of it)sh";

const char* template_of(std::string_view kind) {
    if (kind == "active_directory") return kActiveDirectory;
    if (kind == "openldap") return kOpenLdap;
    if (kind == "389ds") return k389;
    return kind == "freeipa" ? kFreeIpa : kLdap;
}

}  // namespace

std::string rights_script(const directory::Directory& directory) {
    const auto& settings = directory.settings;
    return fmt::format(fmt::runtime(template_of(settings.kind)), fmt::arg("account", settings.account), fmt::arg("base", settings.base),
                       fmt::arg("domain", domain_of(settings.base)));
}

}  // namespace rekey::cli
