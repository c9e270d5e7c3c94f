"""A directory called "office" in an installation: real, read once, and written back to. Its people are person1 to person10, with a mobile number
on file there and nothing registered here."""
from .instance import TENANT, Instance
from .openldap import BASE as LDAP_BASE, SERVICE as LDAP_SERVICE, OpenLdap
from .openldap import PASSWORD as LDAP_PASSWORD, SERVICE_PASSWORD as LDAP_SERVICE_PASSWORD
from .samba import BASE as AD_BASE, DOMAIN, PASSWORD as AD_PASSWORD, SERVICE as AD_SERVICE
from .samba import SERVICE_PASSWORD as AD_SERVICE_PASSWORD, Samba

PEOPLE = 10


class Office:
    """What all kinds have in common; `old` is everybody's password, `good` one that its rules allow."""
    old = good = ""

    def __init__(self, rekey: Instance):
        self.rekey = rekey

    def _directory(self, command: str, *arguments: str, **options) -> str:
        return self.rekey.cli("directory", command, "office", *arguments, tenant=TENANT, **options).stdout

    def _begin(self, password: str):
        self._directory("password", input=password + "\n")
        self._directory("set", "writeback=true", "trusted=true")
        self.read()

    def read(self):
        self.rekey.cli("sync", "run", "office", tenant=TENANT)

    def close(self):
        self.server.close()


class OpenLdapOffice(Office):
    old, good = LDAP_PASSWORD, "a slow green bicycle"

    def __init__(self, rekey: Instance, people: int = PEOPLE):
        super().__init__(rekey)
        self._directory("add", "kind=openldap", "servers=ldaps://127.0.0.1:1", f"base={LDAP_BASE}", f"account={LDAP_SERVICE}")
        self.server = OpenLdap(self._directory("rights"), people)
        self._directory("set", f"servers={self.server.url}", f"ca_file={self.server.ca_file}")
        self._begin(LDAP_SERVICE_PASSWORD)

    @staticmethod
    def user(number: int) -> str:
        return f"person{number}"

    @staticmethod
    def number(number: int) -> str:
        return f"+3161{number:07}"

    def set_mobile(self, number: int, value: str):
        self.server.set(number, "mobile", value)

    def ask_for(self, characters: int):
        """At least so many in a new password."""
        self.server.change(f"dn: cn=default,ou=policies,{LDAP_BASE}\nchangetype: modify\nreplace: pwdMinLength\npwdMinLength: {characters}\n")

    def binds(self, number: int, password: str) -> bool:
        return self.server.binds(number, password)

    def lock(self, number: int):
        for _ in range(3):
            assert not self.binds(number, "not the one")


class SambaOffice(Office):
    old, good = AD_PASSWORD, "A slow green b1cycle"

    def __init__(self, rekey: Instance):
        super().__init__(rekey)
        self.server = Samba()
        self._directory("add", "kind=active_directory", f"servers={self.server.url}", f"ca_file={self.server.ca_file}", f"base={AD_BASE}",
                        f"account={AD_SERVICE}")
        self._begin(AD_SERVICE_PASSWORD)

    @staticmethod
    def user(number: int) -> str:
        return f"person{number}@{DOMAIN}"

    @staticmethod
    def number(number: int) -> str:
        return f"+316123456{number:02}"

    def set_mobile(self, number: int, value: str):
        self.server.set(f"person{number}", "mobile", value)

    def ask_for(self, characters: int):
        self.server.set_policy(min_length=characters)

    def binds(self, number: int, password: str) -> bool:
        return self.server.binds(f"person{number}", password)

    def lock(self, number: int):
        self.server.lock(f"person{number}")
