#include "cli/directory_rights.hpp"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <tuple>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "domain/directory/dn.hpp"

namespace rekey::cli {
namespace {

/// The part of a base that names the domain: DC=contoso,DC=example.
std::string domain_of(const std::string& base) {
    for (std::string_view rest = base; !rest.empty(); rest = directory::folder_of(rest)) {
        if (directory::fold_dn(rest).starts_with("dc=")) return std::string(trim(rest));
    }
    return base;
}

/// contoso.example
std::string dns_name_of(const std::string& domain) {
    const auto folded = directory::fold_dn(domain);
    std::string name;
    for (std::string_view rest = folded; rest.starts_with("dc="); rest = directory::folder_of(rest))
        name += (name.empty() ? "" : ".") + std::string(rest.substr(3, rest.find(',') - 3));
    return name;
}

/// The value of its first part, without escapes (RFC 4514 section 2.4).
std::string first_value(std::string_view dn) {
    const auto folder = directory::folder_of(dn);
    auto value = trim(dn.substr(0, dn.size() - folder.size() - (folder.empty() ? 0 : 1)));
    value = trim(value.substr(value.find('=') + 1));
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        std::array<std::uint8_t, 1> byte{};
        if (value[i] != '\\') {
            out += value[i];
        } else if (from_hex(value.substr(i + 1, 2), byte)) {
            out += static_cast<char>(byte.front());
            i += 2;
        } else if (++i < value.size()) {
            out += value[i];
        }
    }
    return out;
}

/// svc-rekey, of svc-rekey@contoso.example, CONTOSO\svc-rekey, or CN=svc-rekey,… whose account is mostly called the same.
std::string account_name(const std::string& account) {
    if (account.contains('=')) return first_value(account);
    const auto backslash = account.find('\\');
    return backslash == std::string::npos ? account.substr(0, account.find('@')) : account.substr(backslash + 1);
}

/// As dsacls takes it: it knows no DNs.
std::string windows_account(const std::string& account, const std::string& domain) {
    return account.find('=') == std::string::npos ? account : account_name(account) + "@" + dns_name_of(domain);
}

struct Replacement {
    std::string_view sign, by;
};

/// Whoever runs a script may do more than whoever wrote these values: none of them ends the quotes it stands in.
std::string within_quotes(std::string_view text, std::initializer_list<Replacement> replacements) {
    std::string out;
    while (!text.empty()) {
        const Replacement* found = nullptr;
        for (const auto& each : replacements) found = text.starts_with(each.sign) ? &each : found;
        out += found != nullptr ? found->by : text.substr(0, 1);
        text.remove_prefix(found != nullptr ? found->sign.size() : 1);
    }
    return out;
}

std::string for_shell(std::string_view text) { return within_quotes(text, {{"'", R"('\'')"}}); }
/// It takes typographic quotes for quotes.
std::string for_powershell(std::string_view text) {
    return within_quotes(text, {{"'", "''"}, {"‘", "‘‘"}, {"’", "’’"}, {"‚", "‚‚"}, {"‛", "‛‛"}});
}
std::string for_slapd(std::string_view text) { return within_quotes(text, {{"\\", R"(\\)"}, {"\"", R"(\")"}}); }
std::string for_aci(std::string_view text) { return within_quotes(text, {{"\"", "%22"}, {"?", "%3f"}}); }

// dsacls: /I:S is for what is below, ;user for users only. Rights by their names in the schema (MS-ADTS 5.1.3.2.1 for Reset Password).
constexpr const char* kWindows = R"sh(# Windows: on a domain controller, as a domain administrator, in PowerShell.
# For users below the base: reset the password, unlock, ask for a new one at the next sign-in. Administrators stay out of reach:
# their rights are those of AdminSDHolder (adminCount).
dsacls '{base}' /I:S /G '{account}:CA;Reset Password;user'
dsacls '{base}' /I:S /G '{account}:RPWP;lockoutTime;user'
dsacls '{base}' /I:S /G '{account}:RPWP;pwdLastSet;user'
# What has changed (DirSync), and who was deleted:
dsacls '{domain}' /G '{account}:CA;Replicating Directory Changes'
dsacls 'CN=Deleted Objects,{domain}' /takeownership
dsacls 'CN=Deleted Objects,{domain}' /G '{account}:LCRP'
# Only where not everybody who has signed in may read users and groups:
# dsacls '{base}' /I:T /G '{account}:GR'
)sh";

// The same rights by their GUIDs. DirSync asks for no right of its own there: it tells what the account may read.
constexpr const char* kSamba = R"sh(# Samba: on a domain controller, as root. The account by its sAMAccountName:
account='{account}'
base='{base}'
domain='{domain}'
sid=$(samba-tool user show "$account" --attributes=objectSid | sed -n 's/^objectSid: //p')
user=bf967aba-0de6-11d0-a285-00aa003049e2 # the class. The rights: Reset Password, lockoutTime, pwdLastSet
samba-tool dsacl set --objectdn="$base" --sddl="(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;$user;$sid)"
samba-tool dsacl set --objectdn="$base" --sddl="(OA;CIIO;RPWP;28630ebf-41d5-11d1-a9c1-0000f80367c1;$user;$sid)"
samba-tool dsacl set --objectdn="$base" --sddl="(OA;CIIO;RPWP;bf967a0a-0de6-11d0-a285-00aa003049e2;$user;$sid)"
# Who was deleted. samba-tool does not reach that folder:
/usr/bin/python3 - "$domain" "(A;CI;RPLCLO;;;$sid)" <<'END'
import sys
from samba import auth, param, samdb, sd_utils
options = param.LoadParm()
options.load_default()
rights = sd_utils.SDUtils(samdb.SamDB(lp=options, session_info=auth.system_session()))
deleted, shown = "CN=Deleted Objects," + sys.argv[1], ["show_deleted:1"]
given, colon, audit = rights.read_sd_on_dn(deleted, controls=shown).as_sddl(rights.domain_sid).partition("S:")
if sys.argv[2] not in given:
    rights.modify_sd_on_dn(deleted, given + sys.argv[2] + colon + audit, controls=shown)
END
# Samba has no AdminSDHolder: these rights reach administrators, too. Keep them outside the base, or take each of them out:
# samba-tool dsacl set --objectdn="DN OF THE ADMINISTRATOR" --sddl="(OD;;CR;00299570-246d-11d0-a768-00aa006e0529;;$sid)"
)sh";

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
# The password policies, for lengths and lockout; they are looked for from the top: the suffix of the database, if it is another.
access to dn.base="{domain}" attrs=entry
    by dn.exact="{account}" search
    by * break
access to dn.subtree="{domain}" filter=(objectClass=pwdPolicy)
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
ipa privilege-add-permission "Rekey" --permissions="Rekey resets passwords" --permissions="System: Read User Kerberos Login Attributes"
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

std::string filled(const char* script, const std::string& account, const std::string& base, const std::string& domain = {}) {
    return fmt::format(fmt::runtime(script), fmt::arg("account", account), fmt::arg("base", base), fmt::arg("domain", domain));
}

std::string active_directory(const std::string& account, const std::string& base) {
    const auto domain = domain_of(base);
    const auto windows = filled(kWindows, for_powershell(windows_account(account, domain)), for_powershell(base), for_powershell(domain));
    return windows + "\n" + filled(kSamba, for_shell(account_name(account)), for_shell(base), for_shell(domain));
}

}  // namespace

std::string rights_script(const directory::Directory& directory) {
    const auto& [kind, account, base] = std::tie(directory.settings.kind, directory.settings.account, directory.settings.base);
    if (kind == "active_directory") return active_directory(account, base);
    if (kind == "openldap") return filled(kOpenLdap, for_slapd(account), for_slapd(base), for_slapd(domain_of(base)));
    if (kind == "389ds") return filled(k389, for_aci(account), base);
    return filled(kind == "freeipa" ? kFreeIpa : kLdap, account, base);
}

}  // namespace rekey::cli
