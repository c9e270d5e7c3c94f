#!/usr/bin/python3
"""The reading of a directory, beside what its server gives to `ldapsearch`. Lines as in outside.py.
  bench/directories.py [--long]          --long: also a directory of a million people"""
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/functional"), str(ROOT / "bench")]
from harness import BIN, TENANT, Instance  # noqa: E402
from harness.openldap import BASE, GROUPS, PEOPLE, SERVICE, SERVICE_PASSWORD, OpenLdap  # noqa: E402
from outside import line  # noqa: E402

MANY, VERY_MANY, PEOPLE_A_GROUP = 100_000, 1_000_000, 20
CHANGES = 20_000  # of which the server knows what they were
TURNS = 9
WANTED = {
    "people": ("(objectClass=inetOrgPerson)", "entryUUID", "pwdAccountLockedTime", "pwdChangedTime", "uid", "mail", "mobile", "telephoneNumber",
               "givenName", "sn", "displayName", "preferredLanguage"),
    "groups": ("(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))", "entryUUID", "cn", "member", "uniqueMember"),
}


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(values) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


@dataclass(frozen=True)
class Ran:
    seconds: float
    mebibytes: float  # of memory at most; never less than this interpreter's own, of which the process was a copy for a moment
    said: str


class Office:
    """A directory, and Rekey beside it that has not read it yet."""

    def __init__(self, store: str, people: int):
        self.people, self.groups = people, people // PEOPLE_A_GROUP
        self.rekey = Instance.start(serve=False, store=store)
        try:
            if self.rekey.postgres:
                self.rekey.postgres.stop()
                self.rekey.postgres.durable = True
                self.rekey.postgres.start()
                self.rekey.database.forget()
            self.cli("directory", "add", "office", "kind=openldap", "servers=ldaps://127.0.0.1:1", f"base={BASE}", f"account={SERVICE}")
            self.slapd = OpenLdap(self.cli("directory", "rights", "office").stdout, people, self.groups, CHANGES)
            self.cli("directory", "set", "office", f"servers={self.slapd.url}", f"ca_file={self.slapd.ca_file}")
            self.cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")
        except BaseException:
            self.rekey.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.slapd.close()
        self.rekey.stop()

    def cli(self, *arguments, **options):
        return self.rekey.cli(*arguments, tenant=TENANT, **options)

    @property
    def entries(self) -> int:
        return self.people + self.groups + 2  # the harness's own

    def read(self, *options: str) -> Ran:
        """One `rekey sync run`."""
        began = time.perf_counter()
        with subprocess.Popen([BIN, "--config", self.rekey.config, "--tenant", TENANT, "--json", "sync", "run", "office", *options],
                              env=self.rekey.environment, stdout=subprocess.PIPE, text=True) as child:
            said = child.stdout.read()
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise RuntimeError(f"rekey sync run: exit {child.returncode}\n{said}")
        return Ran(time.perf_counter() - began, used.ru_maxrss / 1024, said)

    def search(self, what: str, control: str) -> float:
        """Seconds until `ldapsearch` has thrown away what Rekey asks for."""
        filter_, *attributes = WANTED[what]
        command = ["ldapsearch", "-LLL", "-o", "ldif_wrap=no", "-x", "-H", self.slapd.url, "-D", SERVICE, "-w", SERVICE_PASSWORD, "-b", BASE, "-E", control,
                   filter_, *attributes]
        environment = {"PATH": "/usr/bin:/bin", "LDAPTLS_CACERT": str(self.slapd.ca_file)}
        return timed(lambda: subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL))

    def search_all(self) -> float:
        """By the operation that Rekey reads by: synchronisation from the beginning."""
        return sum(self.search(what, "sync=ro") for what in WANTED)

    def search_changes(self) -> float:
        """The same question as Rekey's: what has changed since."""
        (row,) = self.rekey.database.rows("SELECT people_cookie, groups_cookie FROM directory_reading")
        cookies = {what: row[what + "_cookie"].decode().partition("@")[2] for what in WANTED}  # without the database that it is of
        return sum(self.search(what, f"sync=ro/{cookie}") for what, cookie in cookies.items())

    def took(self, runs: int) -> list[int]:
        """Milliseconds of the last runs by their own clock, without the start of a program."""
        rows = self.rekey.database.rows("SELECT ended_at - started_at AS took FROM directory_run ORDER BY started_at DESC LIMIT ?", runs)
        return [row["took"] for row in rows]

    def change(self, people: range, digit: int):
        """Their mobile numbers."""
        self.slapd.change("".join(f"dn: {self.slapd.person(number)}\nchangetype: modify\nreplace: mobile\nmobile: +3162{digit}{number:06}\n\n"
                                  for number in people))


def measure_changes(office: Office, store: str):
    commands = median(office.read().seconds * 1000 for _ in range(TURNS))
    line(f"milliseconds a reading that finds no change takes, with the directory's own answer, {store} (at most)", median(office.took(TURNS)), 50, 1)
    line(f"milliseconds of it as a command, {store}: the program starts, and connects", commands)
    line("milliseconds of ldapsearch with the same questions: it connects twice", median(office.search_changes() * 1000 for _ in range(TURNS)))
    took = {}
    for part, first in ((1000, 1), (100, 20_000)):
        changed = range(first, first + office.people // part)
        office.change(changed, part // 1000)
        ran = office.read()
        assert f'"updated":{len(changed)}' in ran.said.replace(" ", ""), ran.said
        (took[part],) = office.took(1)
    line(f"milliseconds a reading with 1 % changed takes, {store} (at most: ten times one with 0.1 %)", took[100], took[1000] * 10, 1)


def measure(store: str, name: str, people: int = MANY) -> float:
    """Entries a second."""
    with Office(store, people) as office:
        office.search_all()  # now it has read its files
        limits = [office.search_all()]
        first = office.read()
        limits.append(office.search_all())
        limit, rate = office.entries / (sum(limits) / 2), office.entries / first.seconds
        line(f"entries a second, first reading of {people:,} people and {office.groups:,} groups, {name} (limit: ldapsearch)", rate, limit, 0.4)
        line(f"MiB of memory that takes, {name} (at most)", first.mebibytes, 150, 1)
        again = office.read("--full")
        assert f'"unchanged":{people}' in again.said.replace(" ", ""), again.said
        line(f"entries a second, whole reading without a change, {name} (limit: ldapsearch)", office.entries / again.seconds, limit, 0.4)
        measure_changes(office, name)
        return rate


def main():
    for store, name in (("sqlite", "SQLite"), ("postgres", "PostgreSQL")):
        rate = measure(store, name)
        if "--long" in sys.argv:
            line(f"entries a second of {VERY_MANY:,} people, {name} (limit: of {MANY:,})", measure(store, name, VERY_MANY), rate, 0.8)


if __name__ == "__main__":
    main()
