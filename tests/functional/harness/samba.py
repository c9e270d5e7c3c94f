"""A real Active Directory domain controller: Debian's Samba, on ports 389 and 636 of a loopback address of its own, which need root.

It is made once a checkout (10 s, build/cache), and copied and started for every object (about 2 s). What stands in it: tests/directories/samba_ad.hpp.
"""
import base64
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from .certificates import make_certificates
from .process import START, Process, wait_until

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tests/directories/samba_template.py"
BASE = "DC=ad,DC=contoso,DC=example"
DOMAIN, DOMAIN_NAME = "ad.contoso.example", "CONTOSO"
PEOPLE, GROUPS = f"OU=People,{BASE}", f"OU=Groups,{BASE}"
COUNT = 10  # person1 to person10; beside them disabled and protected
PASSWORD = "An-0ld-brown-kettle"  # of everybody, Administrator too
SERVICE, SERVICE_PASSWORD = f"svc-rekey@{DOMAIN}", "A-s3rvice-of-ours"  # its rights are given by the template
NEEDED = ("/usr/sbin/samba", "/usr/bin/samba-tool", "/usr/bin/ldapmodify", "/usr/share/samba/setup/provision.ldif")
DAY, MINUTE = 24 * 3600 * 10**7, 60 * 10**7  # in the units of Active Directory
SHOW_DELETED = "1.2.840.113556.1.4.417"


def skip_unless_possible() -> None:
    if os.geteuid() != 0:
        raise unittest.SkipTest("Samba's ports 389 and 636 need root")
    if missing := [path for path in NEEDED if not Path(path).exists()]:
        raise unittest.SkipTest(f"{missing[0]} is missing: tools/install.sh test")


def is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_address() -> str:
    """By the process's number, so that two tests do not meet."""
    process = os.getpid()
    for last in range(1, 251):
        address = f"127.{16 + process // 250 % 200}.{process % 250}.{last}"
        if all(is_free(address, port) for port in (88, 389, 636)):
            return address
    raise AssertionError("no free loopback address for Samba")


def template() -> Path:
    """Another script, another program: another template. Whoever comes while it is made waits."""
    cache = ROOT / "build/cache"
    cache.mkdir(parents=True, exist_ok=True)
    made_of = SCRIPT.read_bytes() + str(Path(NEEDED[0]).stat().st_mtime_ns).encode()
    folder = cache / f"samba-{hashlib.sha256(made_of).hexdigest()[:16]}"
    with (cache / "samba-ad.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        unfinished = cache / "samba-ad.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with (cache / "samba-ad.log").open("wb") as log:
            subprocess.run(["/usr/bin/python3", SCRIPT, unfinished, BASE, str(COUNT), PASSWORD, SERVICE_PASSWORD], stdout=log, stderr=log, check=True,
                           timeout=300)
        unfinished.rename(folder)
    return folder


def password_value(password: str) -> str:
    """As unicodePwd wants it, for LDIF."""
    return base64.b64encode(f'"{password}"'.encode("utf-16-le")).decode()


class Samba:
    """People are named as they sign in: "person1". Everything is changed by its administrator, over LDAPS."""

    def __init__(self):
        skip_unless_possible()
        made = template()
        self.address = free_address()
        self._folder = tempfile.TemporaryDirectory(prefix="rekey-samba-")
        self.folder = Path(self._folder.name)
        self.url, self.ca_file = f"ldaps://{self.address}", self.folder / "ca.crt"
        self.server: Process | None = None
        for part in ("private", "state", "bind-dns"):
            subprocess.run(["cp", "-a", "--sparse=always", made / part, self.folder], check=True, timeout=60)
        (self.folder / "cache").mkdir()
        (self.folder / "smb.conf").write_text(self._config())
        make_certificates(self.folder, self.address)
        self.start()

    def _config(self) -> str:
        return f"""[global]
    netbios name = DC1
    realm = {DOMAIN.upper()}
    workgroup = {DOMAIN_NAME}
    server role = active directory domain controller
    server services = ldap cldap kdc
    interfaces = {self.address}/8
    bind interfaces only = yes
    private dir = {self.folder}/private
    state directory = {self.folder}/state
    cache directory = {self.folder}/cache
    lock directory = {self.folder}
    pid directory = {self.folder}
    binddns dir = {self.folder}/bind-dns
    ncalrpc dir = {self.folder}/ncalrpc
    winbindd socket directory = {self.folder}/winbindd
    log file = {self.folder}/log.%m
    tls keyfile = {self.folder}/server.key
    tls certfile = {self.folder}/server.crt
    tls cafile = {self.folder}/ca.crt
    old password allowed period = 0
"""

    # --- its process ---------------------------------------------------------------------------------------------------
    def start(self):
        # A process of its own for every service would outlive this one.
        self.server = Process(["/usr/sbin/samba", "-F", "-M", "single", "-s", self.folder / "smb.conf", "-d1", "--debug-stdout"], self.folder / "log",
                              cwd=self.folder)
        wait_until(self._answers, f"Samba listens at {self.address}", START)

    def _answers(self) -> bool:
        if not self.server.runs():
            raise AssertionError(f"Samba ended:\n{self.server.log.read_text(errors='replace')[-3000:]}")
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((self.address, 636)) == 0

    def stop(self):
        """At once."""
        if self.server:
            self.server.kill()
            self.server = None

    def close(self):
        self.stop()
        self._folder.cleanup()

    # --- its tools -----------------------------------------------------------------------------------------------------
    def tool(self, *arguments: str) -> str:
        """samba-tool on its files, while it runs."""
        return self.script('samba-tool "$@"', *arguments)

    def script(self, text: str, *arguments: str) -> str:
        """Shell commands as root of the domain controller types them."""
        environment = {"PATH": "/usr/bin:/bin", "SMB_CONF_PATH": str(self.folder / "smb.conf"), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["/bin/sh", "-e", "-c", text, "sh", *arguments], env=environment, cwd=self.folder, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"{text}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def _ldap(self, program: str, *arguments: str, user: str = "Administrator", password: str = PASSWORD, **options) -> subprocess.CompletedProcess:
        return subprocess.run([program, "-H", self.url, "-x", "-D", user if "@" in user or "=" in user else f"{user}@{DOMAIN}", "-w", password, *arguments],
                              env={"LDAPTLS_CACERT": str(self.ca_file), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=60, **options)

    def change(self, ldif: str, *controls: str):
        done = self._ldap("ldapmodify", *(part for control in controls for part in ("-e", control)), input=ldif)
        if done.returncode != 0:
            raise AssertionError(f"{ldif}\n{done.stderr}")

    def binds(self, user: str, password: str) -> bool:
        """Does the person sign in?"""
        code = self._ldap("ldapsearch", "-s", "base", "-b", "", "1.1", user=user, password=password).returncode
        assert code in (0, 49), f"bind as {user}: {code}"
        return code == 0

    def read(self, user: str, attribute: str) -> str | None:
        """The first value of a person's attribute."""
        done = self._ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", BASE, f"(sAMAccountName={user})", attribute)
        assert done.returncode in (0, 32), done.stderr
        for line in done.stdout.splitlines():
            name, _, value = line.partition(":")
            if name.lower() == attribute.lower():
                return base64.b64decode(value[1:]).decode() if value.startswith(":") else value.strip()
        return None

    def may(self, account: str, password: str, dn: str, attribute: str, value: str) -> bool:
        """Does it let this account write that? It is written."""
        line = f"{attribute}:: {password_value(value)}" if attribute == "unicodePwd" else f"{attribute}: {value}"
        done = self._ldap("ldapmodify", user=account, password=password, input=f"dn: {dn}\nchangetype: modify\nreplace: {attribute}\n{line}\n")
        assert done.returncode in (0, 50), done.stderr
        return done.returncode == 0

    def rights_on(self, dn: str) -> str:
        """In SDDL."""
        return self.script(f"""/usr/bin/python3 - "$1" <<'END'
import sys
from samba import auth, param, samdb, sd_utils
options = param.LoadParm()
options.load_default()
print(sd_utils.SDUtils(samdb.SamDB(lp=options, session_info=auth.system_session())).get_sd_as_sddl(sys.argv[1]))
END
""", dn)

    # --- people --------------------------------------------------------------------------------------------------------
    def dn(self, user: str) -> str:
        found = self.read(user, "distinguishedName")
        assert found, f"nobody is called {user}"
        return found

    def set(self, user: str, attribute: str, value: str | None):
        """None: it has none any more."""
        line = "" if value is None else f"{attribute}: {value}\n"
        self.change(f"dn: {self.dn(user)}\nchangetype: modify\nreplace: {attribute}\n{line}")

    def rename(self, user: str, cn: str, folder: str = PEOPLE):
        """Another name, or another folder."""
        self.change(f"dn: {self.dn(user)}\nchangetype: modrdn\nnewrdn: CN={cn}\ndeleteoldrdn: 1\nnewsuperior: {folder}\n")

    def disable(self, user: str):
        self.set(user, "userAccountControl", "514")

    def enable(self, user: str):
        self.set(user, "userAccountControl", "512")

    def delete(self, user: str):
        self.change(f"dn: {self.dn(user)}\nchangetype: delete\n")

    def restore(self, user: str, cn: str):
        """Who was deleted; the user principal name does not survive, nor most of the rest."""
        done = self._ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", f"CN=Deleted Objects,{BASE}", "-E", f"!{SHOW_DELETED}",
                          f"(&(isDeleted=TRUE)(sAMAccountName={user}))", "1.1")
        self.change(f"{done.stdout.strip()}\nchangetype: modify\ndelete: isDeleted\n-\nreplace: distinguishedName\n"
                    f"distinguishedName: CN={cn},{PEOPLE}\n", f"!{SHOW_DELETED}")
        self.set(user, "userPrincipalName", f"{user}@{DOMAIN}")

    def lock(self, user: str, tries: int = 3):
        """By wrong passwords, as many as the policy takes."""
        for _ in range(tries):
            assert not self.binds(user, "not the one")
        assert self.read(user, "lockoutTime") not in (None, "0"), f"{user} is not locked"

    def set_password(self, user: str, password: str):
        self.change(f"dn: {self.dn(user)}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: {password_value(password)}\n")

    def set_policy(self, min_length: int | None = None, history: int | None = None, complexity: bool | None = None, min_age_days: int | None = None,
                   lockout_threshold: int | None = None, lockout_minutes: int | None = None):
        """Of the domain; None leaves it as it is."""
        spans = {"minPwdAge": min_age_days and min_age_days * -DAY, "lockoutDuration": lockout_minutes and lockout_minutes * -MINUTE,
                 "lockOutObservationWindow": lockout_minutes and lockout_minutes * -MINUTE}
        values = {"minPwdLength": min_length, "pwdHistoryLength": history, "pwdProperties": None if complexity is None else int(complexity),
                  "lockoutThreshold": lockout_threshold, **spans}
        self.change(f"dn: {BASE}\nchangetype: modify\n" + "".join(f"replace: {name}\n{name}: {value}\n-\n" for name, value in values.items() if value is not None))

    # --- service accounts ----------------------------------------------------------------------------------------------
    def add_account(self, name: str) -> str:
        """One without any rights, with the password of the service; how it signs in."""
        self.tool("user", "create", name, SERVICE_PASSWORD)
        return f"{name}@{DOMAIN}"
