"""rekey directory and rekey sync against a real OpenLDAP, whose rules are those that `rekey directory rights` prints."""
import signal
import subprocess
import unittest

from harness import BIN, TENANT, wait_until
from harness.commit_points import CommitPoints
from harness.directory import OK, REFUSED, DirectoryCase
from harness.openldap import BASE, GROUPS, PEOPLE, SERVICE, SERVICE_PASSWORD, OpenLdap


class OpenLdapCase(DirectoryCase):
    people, base = 25, BASE

    def setUp(self):
        super().setUp()
        self.add(kind="openldap", servers="ldaps://127.0.0.1:1", base=self.base, account=SERVICE)
        self.slapd = OpenLdap(self.rights(), self.people)
        self.addCleanup(self.slapd.close)
        self.set(servers=self.slapd.url, ca_file=self.slapd.ca_file)
        self.set_password(SERVICE_PASSWORD)


class OnlyPeople(OpenLdapCase):
    base = PEOPLE

    def test_the_rights_reach_the_policies_too(self):
        told = self.json_of("directory", "test", "office", "--user", "person1")["findings"]
        self.assertEqual({each["verdict"] for each in told if each["what"] != "clock"}, {"good"}, told)
        self.assertEqual(self.sync()["counts"]["added"], 25)


class OpenLdapIsRead(OpenLdapCase):
    def test_the_questions_find_it_well(self):
        told = self.json_of("directory", "test", "office", "--user", "person1")
        self.assertTrue(told["good"], told)
        self.assertEqual({each["what"]: each["verdict"] for each in told["findings"]},
                         {"connection": "good", "clock": "weak", "changes": "good", "password policy": "good", "people": "good", "rights": "good"})

    def test_whom_a_reading_would_not_take_is_not_found(self):
        self.set(people_filter="(!(uid=person2))")
        self.assertEqual(self.findings("--user", "person1")["people"]["verdict"], "good")
        self.assertEqual(self.findings("--user", "person2", expect=REFUSED)["people"]["verdict"], "bad")

    def test_a_base_that_is_not_there_is_found_without_a_person(self):
        self.set(base=f"ou=nowhere,{BASE}")
        told = self.findings(expect=REFUSED)["people"]
        self.assertEqual(told["verdict"], "bad")
        self.assertIn("32 No such object", told["detail"])

    def test_people_groups_and_their_changes(self):
        preview = self.sync("--preview")
        self.assertEqual(preview["counts"]["added"], 25)
        self.assertEqual(self.json_of("user", "list"), [])
        first = self.sync()
        self.assertEqual((first["mode"], first["outcome"], first["counts"]["added"], first["counts"]["groups_added"]), ("full", "done", 25, 2))
        shown = self.json_of("user", "show", "person1")
        self.assertEqual((shown["directory"], shown["user_name"]), ("office", "person1"))
        self.assertIn("password      in the directory", self.run_cli("user", "show", "person1").stdout)
        self.assertEqual((shown["given_name"], shown["surname"], shown["groups"]), ("Person", "Number 1", ["everybody", "staff"]))
        self.assertEqual(self.numbers("person1"), ["+31610000001"])

        nothing = self.sync()
        self.assertEqual((nothing["mode"], nothing["counts"]), ("delta", {}))
        self.slapd.set(1, "mobile", "06 12345678")
        self.slapd.set(2, "givenName", "Other")
        changed = self.sync()
        self.assertEqual((changed["mode"], changed["counts"]["updated"]), ("delta", 2))
        self.assertEqual(sorted(self.numbers("person1")), ["+31610000001", "+31612345678"], "the earlier one stays for a day")
        self.assertEqual(self.json_of("user", "show", "person2")["given_name"], "Other")

        self.slapd.delete(25)
        self.assertEqual(self.sync()["counts"]["removed"], 1)
        self.assertEqual(len(self.json_of("user", "list")), 24)
        history = self.json_of("sync", "history", "office")
        self.assertEqual([(each["mode"], each["outcome"]) for each in history], [("delta", "done")] * 3 + [("full", "done")])
        self.assertEqual(self.json_of("sync", "status")[0]["people"], 24)

    def test_a_name_is_never_a_filter(self):
        for name in ("*", "*)(uid=*", "\\2a", "admin)(|(uid=person1", "person1)(uid=person1", "person1\\", "(uid=person1)", "uid=person1,ou=people"):
            told = self.findings("--user", name, expect=REFUSED)["people"]
            self.assertEqual((told["verdict"], told["detail"]), ("bad", f"nobody below the base is called {name}"))

    def test_too_many_deletions_remove_nobody(self):
        self.sync()
        self.slapd.delete(*range(1, 11))
        stopped = self.sync(expect=REFUSED)
        self.assertEqual((stopped["outcome"], stopped["removals"]), ("stopped", 10))
        self.assertEqual(len(self.json_of("user", "list")), 25)
        text = self.run_cli("sync", "run", "office", expect=REFUSED).stdout
        self.assertIn("rekey sync run office --full --allow-removals 10", text)
        self.assertEqual(self.sync("--full", "--allow-removals", "10")["counts"]["removed"], 10)

    def test_what_comes_from_there_is_changed_there(self):
        self.sync()
        refused = self.run_cli("user", "disable", "person1", expect=REFUSED)
        self.assertIn("comes from the directory office", refused.stderr)

    def test_trouble_is_told_and_nothing_is_lost(self):
        self.sync()
        self.slapd.stop()
        failed = self.sync(expect=REFUSED)
        self.assertEqual(failed["outcome"], "failed")
        self.assertIn("127.0.0.1", failed["detail"])
        self.assertEqual(len(self.json_of("user", "list")), 25)
        told = self.json_of("directory", "test", "office", expect=REFUSED)
        self.assertEqual([(each["what"], each["verdict"]) for each in told["findings"]], [("connection", "bad")])
        self.slapd.start()
        self.assertEqual(self.sync()["outcome"], "done")

        self.run_cli("directory", "password", "office", input="not the one\n")
        self.assertIn("the account is refused (49", self.sync(expect=REFUSED)["detail"])

    def test_another_certificate_is_not_believed(self):
        self.run_cli("directory", "set", "office", "ca_file=/etc/ssl/certs/ca-certificates.crt")
        self.run_cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")
        self.assertEqual(self.sync(expect=REFUSED)["outcome"], "failed")
        self.assertEqual(self.json_of("user", "list"), [])

    def test_the_password_is_nowhere_in_clear(self):
        self.sync()
        self.assertNotIn(SERVICE_PASSWORD.encode(), self.rekey.database_file.read_bytes())
        self.assertNotIn(SERVICE_PASSWORD, self.run_cli("directory", "show", "office").stdout)


class KilledRuns(OpenLdapCase):
    people = 3000

    def test_a_killed_import_goes_on_where_it_was(self):
        for _ in range(3):
            before = self.people_there()
            child = subprocess.Popen([BIN, "--config", self.rekey.config, "--tenant", TENANT, "sync", "run", "office"], env=self.rekey.environment,
                                     cwd=self.rekey.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: self.people_there() > before or child.poll() is not None, f"more than {before} people", timeout=60)
            child.send_signal(signal.SIGKILL)
            child.wait()
            self.assertIn("already", self.run_cli("sync", "run", "office", expect=REFUSED).stderr, "its lease is still there")
            self.rekey.database.change("UPDATE directory_reading SET leased_until = 0")
        whole = self.sync()
        self.assertEqual((whole["outcome"], whole["mode"]), ("done", "full"))
        self.assertEqual(self.people_there(), 3000)
        self.assertEqual({each["outcome"] for each in self.json_of("sync", "history", "office")}, {"done", "overtaken"})

    def people_there(self) -> int:
        return self.rekey.database.one("SELECT count(*) FROM identity")


class KilledAnywhere(OpenLdapCase):
    """A reading that adds, changes and removes people and groups dies at its first commit, its second, …, just before and just after it."""
    people, round = 8, 0

    def test_state_and_directory_agree_after_the_next_one(self):
        self.sync()
        commits = CommitPoints(self.rekey.folder)
        for moment in ("before", "after"):
            for point in range(1, 40):
                self.change()
                if self.dies(commits, point, moment):
                    self.rekey.database.change("UPDATE directory_reading SET leased_until = 0")
                    self.assertEqual(self.sync("--allow-removals", "5")["outcome"], "done", f"{moment} commit {point}")
                    self.agrees(f"{moment} commit {point}")
                else:
                    break
            self.agrees(f"{moment}: nobody died")
            self.assertGreater(point, 6, "it begins; people, groups and who waits; who is gone; it ends")
        self.assertNotIn("running", {each["outcome"] for each in self.json_of("sync", "history", "office")})

    def change(self):
        """One person and one group come, one of each goes, one person has another name, and one group other members."""
        self.round += 1
        number, before = self.round, self.round - 1
        person, group = f"uid=guest{number},{PEOPLE}", f"cn=guests{number},{GROUPS}"
        self.slapd.change(f"dn: {person}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Guest\nsn: Guest\nmail: guest{number}@contoso.example\n\n"
                          f"dn: {group}\nchangetype: add\nobjectClass: groupOfNames\nmember: {person}\n\n"
                          f"dn: cn=staff,{GROUPS}\nchangetype: modify\nreplace: member\nmember: {self.slapd.person(1 + number % 8)}\nmember: {person}\n")
        self.slapd.set(2, "givenName", f"Name {number}")
        if before:
            self.slapd.change(f"dn: uid=guest{before},{PEOPLE}\nchangetype: delete\n\ndn: cn=guests{before},{GROUPS}\nchangetype: delete\n")

    def dies(self, commits: CommitPoints, point: int, moment: str) -> bool:
        commits.arm()
        try:
            done = self.rekey.cli("sync", "run", "office", "--full", "--allow-removals", "5", tenant=TENANT, check=False, more=commits.environment(point, moment))
        finally:
            commits.disarm()
        self.assertIn(done.returncode, (OK, -signal.SIGKILL), done.stderr)
        return done.returncode != OK

    def agrees(self, when: str):
        number = self.round
        people = {f"person{i}" for i in range(1, self.people + 1)} | {f"guest{number}"}
        self.assertEqual({each["user_name"] for each in self.json_of("user", "list")}, people, when)
        groups = {each["name"]: each["people"] for each in self.json_of("group", "list")}
        self.assertEqual(groups, {"everybody": 0, "staff": 2, f"guests{number}": 1}, when)
        staff = {each["name"] for each in self.json_of("group", "members", "staff")}
        self.assertEqual(staff, {f"person{1 + number % 8}", f"guest{number}"}, when)
        self.assertEqual(self.person("person2")["given_name"], f"Name {number}", when)


class KilledAnywhereOnPostgres(KilledAnywhere):
    store = "postgres"


class OnPostgres(OpenLdapCase):
    store = "postgres"

    def test_the_same_on_postgresql(self):
        self.assertEqual(self.sync()["counts"]["added"], 25)
        self.slapd.set(1, "mobile", "06 12345678")
        self.assertEqual(self.sync()["counts"]["updated"], 1)
        self.assertEqual(self.sync("--full")["counts"]["unchanged"], 25)


if __name__ == "__main__":
    unittest.main()
