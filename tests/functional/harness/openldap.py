"""A real OpenLDAP: Debian's slapd with password policy and content synchronisation, on free ports of 127.0.0.1."""
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .certificates import make_certificates
from .process import Process, free_port

BASE = "dc=contoso,dc=example"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
SERVICE, SERVICE_PASSWORD = f"cn=rekey,ou=services,{BASE}", "a service of ours"
PASSWORD = "an old brown kettle"


class OpenLdap:
    """`rights` are access rules, in the words of slapd.conf; beside them people sign in, and read themselves. `people` are uid=person1 and on; person1 to person5 are staff.
    `groups` are cn=group1 and on, in which all people are, in turn. `changes` are as many as it remembers."""

    def __init__(self, rights: str, people: int = 25, groups: int = 0, changes: int = 1000):
        self._folder = tempfile.TemporaryDirectory(prefix="rekey-slapd-")
        self.folder = Path(self._folder.name)
        self.port, self.tls_port = free_port(), free_port()
        self.url, self.ca_file = f"ldaps://127.0.0.1:{self.tls_port}", self.folder / "ca.crt"
        make_certificates(self.folder, "127.0.0.1")
        (self.folder / "data").mkdir()
        (self.folder / "slapd.conf").write_text(self._config(rights, changes))
        with (self.folder / "entries.ldif").open("w") as file:
            file.writelines(self._entries(people, groups))
        self._run("/usr/sbin/slapadd", "-q", "-f", "slapd.conf", "-l", "entries.ldif")
        self.server: Process | None = None
        self.start()

    def _run(self, *command, **options) -> str:
        return subprocess.run(list(map(str, command)), cwd=self.folder, check=True, capture_output=True, text=True, timeout=600, **options).stdout

    def _config(self, rights: str, changes: int) -> str:
        return f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload syncprov
pidfile {self.folder}/slapd.pid
TLSCACertificateFile {self.folder}/ca.crt
TLSCertificateFile {self.folder}/server.crt
TLSCertificateKeyFile {self.folder}/server.key
security simple_bind=128
password-hash {{SSHA}}
database mdb
suffix "{BASE}"
rootdn "cn=admin,{BASE}"
rootpw secret
directory {self.folder}/data
maxsize 17179869184
index objectClass,uid,entryUUID,entryCSN eq

{rights}

access to attrs=userPassword by anonymous auth
access to * by self read
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{BASE}"
ppolicy_hash_cleartext
ppolicy_use_lockout
overlay syncprov
syncprov-sessionlog {changes}
"""

    @staticmethod
    def person(number: int) -> str:
        return f"uid=person{number},{PEOPLE}"

    def _entries(self, people: int, groups: int) -> Iterator[str]:
        yield f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Contoso\ndc: contoso\n\n"
        for name in ("people", "groups", "services", "policies"):
            yield f"dn: ou={name},{BASE}\nobjectClass: organizationalUnit\nou: {name}\n\n"
        yield (f"dn: cn=default,ou=policies,{BASE}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\npwdAttribute: userPassword\n"
               "pwdMinLength: 10\npwdCheckQuality: 2\npwdInHistory: 3\npwdLockout: TRUE\npwdMaxFailure: 3\n\n"
               f"dn: {SERVICE}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: rekey\nuserPassword: {SERVICE_PASSWORD}\n\n")
        for i in range(1, people + 1):
            yield (f"dn: {self.person(i)}\nobjectClass: inetOrgPerson\nuid: person{i}\ncn: Person {i}\nsn: Number {i}\ngivenName: Person\n"
                   f"mail: person{i}@contoso.example\nmobile: +3161{i:07}\nuserPassword: {PASSWORD}\n\n")
        yield self._group("staff", range(1, 6))
        yield f"dn: cn=everybody,{GROUPS}\nobjectClass: groupOfNames\ncn: everybody\nmember: cn=staff,{GROUPS}\n\n"
        for i in range(1, groups + 1):
            yield self._group(f"group{i}", range(i, people + 1, groups))

    def _group(self, name: str, people: range) -> str:
        members = "".join(f"member: {self.person(number)}\n" for number in people)
        return f"dn: cn={name},{GROUPS}\nobjectClass: groupOfNames\ncn: {name}\n{members}\n"

    def start(self):
        self.server = Process(["/usr/sbin/slapd", "-d", "0", "-f", "slapd.conf", "-h", f"ldap://127.0.0.1:{self.port}/ {self.url}/"],
                              self.folder / "log", cwd=self.folder)
        self.server.wait_for_port(self.tls_port)

    def change(self, ldif: str):
        """By its administrator."""
        self._run("ldapmodify", "-H", self.url, "-x", "-D", f"cn=admin,{BASE}", "-w", "secret", input=ldif, env={"LDAPTLS_CACERT": str(self.ca_file), "PATH": "/usr/bin:/bin"})

    def set(self, number: int, attribute: str, value: str):
        self.change(f"dn: {self.person(number)}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n")

    def delete(self, *numbers: int):
        self.change("".join(f"dn: {self.person(number)}\nchangetype: delete\n\n" for number in numbers))

    def binds(self, number: int, password: str) -> bool:
        """Does the person sign in?"""
        done = subprocess.run(["ldapwhoami", "-H", self.url, "-x", "-D", self.person(number), "-w", password], capture_output=True, text=True, timeout=60,
                              env={"LDAPTLS_CACERT": str(self.ca_file), "PATH": "/usr/bin:/bin"})
        assert done.returncode in (0, 49), done.stderr
        return done.returncode == 0

    def stop(self):
        if self.server:
            self.server.stop()
            self.server = None

    def close(self):
        self.stop()
        self._folder.cleanup()
