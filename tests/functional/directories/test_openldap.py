"""rekey directory and rekey sync against a real OpenLDAP, whose rules are those that `rekey directory rights` prints."""
import json
import signal
import subprocess
import unittest

from harness import BIN, TENANT, Instance, wait_until
from harness.openldap import BASE, SERVICE, SERVICE_PASSWORD, OpenLdap

OK, REFUSED = 0, 1


class DirectoryCase(unittest.TestCase):
    people = 25
    store = "sqlite"

    def setUp(self):
        self.rekey = Instance.start(serve=False, store=self.store)
        self.addCleanup(self.rekey.stop)
        self.run_cli("directory", "add", "office", "kind=openldap", "servers=ldaps://127.0.0.1:1", f"base={BASE}", f"account={SERVICE}")
        self.slapd = OpenLdap(self.run_cli("directory", "rights", "office").stdout, self.people)
        self.addCleanup(self.slapd.close)
        self.run_cli("directory", "set", "office", f"servers={self.slapd.url}", f"ca_file={self.slapd.ca_file}")
        self.run_cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")

    def run_cli(self, *arguments, expect: int = OK, **options) -> subprocess.CompletedProcess:
        done = self.rekey.cli(*arguments, tenant=TENANT, check=False, **options)
        self.assertEqual(done.returncode, expect, f"rekey {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done

    def json_of(self, *arguments, **options):
        return json.loads(self.run_cli("--json", *arguments, **options).stdout)

    def sync(self, *arguments, **options) -> dict:
        return self.json_of("sync", "run", "office", *arguments, **options)

    def numbers(self, user: str) -> list[str]:
        return [each["address"] for each in self.json_of("user", "show", user)["methods"] if each["kind"] == "sms"]


class OpenLdapIsRead(DirectoryCase):
    def test_the_questions_find_it_well(self):
        told = self.json_of("directory", "test", "office", "--user", "person1")
        self.assertTrue(told["good"], told)
        self.assertEqual({each["what"]: each["verdict"] for each in told["findings"]},
                         {"connection": "good", "clock": "weak", "changes": "good", "password policy": "good", "people": "good", "rights": "good"})

    def test_people_groups_and_their_changes(self):
        preview = self.sync("--preview")
        self.assertEqual(preview["counts"]["added"], 25)
        self.assertEqual(self.json_of("user", "list"), [])
        first = self.sync()
        self.assertEqual((first["mode"], first["outcome"], first["counts"]["added"], first["counts"]["groups_added"]), ("full", "done", 25, 2))
        shown = self.json_of("user", "show", "person1")
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


class KilledRuns(DirectoryCase):
    people = 3000

    def test_a_killed_import_goes_on_where_it_was(self):
        for least in (1, 400, 900):
            child = subprocess.Popen([BIN, "--config", self.rekey.config, "--tenant", TENANT, "sync", "run", "office"], env=self.rekey.environment,
                                     cwd=self.rekey.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: self.people_there() >= least or child.poll() is not None, f"{least} people", timeout=60)
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


class OnPostgres(DirectoryCase):
    store = "postgres"

    def test_the_same_on_postgresql(self):
        self.assertEqual(self.sync()["counts"]["added"], 25)
        self.slapd.set(1, "mobile", "06 12345678")
        self.assertEqual(self.sync()["counts"]["updated"], 1)
        self.assertEqual(self.sync("--full")["counts"]["unchanged"], 25)


if __name__ == "__main__":
    unittest.main()
