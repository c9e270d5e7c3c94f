"""Directories beside the requests: read by schedule and when asked, watched, and reported on, by `rekey serve` against a real OpenLDAP."""
import contextlib
import csv
import io
import json
import signal
import time
import unittest
from pathlib import Path

import psycopg2
from harness import ORIGIN, TENANT, Instance, wait_until
from harness.openldap import BASE, SERVICE, SERVICE_PASSWORD, OpenLdap
from harness.signin import SignInBrowser

OK, REFUSED = 0, 1
PASSWORD = "an old brown kettle"


class ScheduledCase(unittest.TestCase):
    people, store = 25, "sqlite"

    def setUp(self):
        self.rekey = Instance.start(serve=False, store=self.store, workers=1)
        self.addCleanup(self.rekey.stop)
        self.run_cli("directory", "add", "office", "kind=openldap", "servers=ldaps://127.0.0.1:1", f"base={BASE}", f"account={SERVICE}", "writeback=true")
        self.slapd = OpenLdap(self.run_cli("directory", "rights", "office").stdout, self.people)
        self.addCleanup(self.slapd.close)
        self.run_cli("directory", "set", "office", f"servers={self.slapd.url}", f"ca_file={self.slapd.ca_file}")
        self.run_cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")

    def run_cli(self, *arguments, expect: int = OK, **options):
        done = self.rekey.cli(*arguments, tenant=TENANT, check=False, **options)
        self.assertEqual(done.returncode, expect, f"rekey {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done

    def json_of(self, *arguments, **options):
        return json.loads(self.run_cli("--json", *arguments, **options).stdout)

    def runs(self) -> list[dict]:
        """Oldest first."""
        return self.rekey.database.rows("SELECT id, mode, outcome, actor, started_at, ended_at FROM directory_run ORDER BY id")

    def outcomes(self) -> list[str]:
        return [each["outcome"] for each in self.runs()]

    def people_there(self) -> int:
        return self.rekey.database.one("SELECT count(*) FROM identity WHERE directory_id IS NOT NULL")

    def let_time_pass(self):
        """As if the next reading were due now."""
        self.rekey.database.change("UPDATE directory_reading SET next_at = 0")

    def status(self) -> dict:
        return self.json_of("sync", "status")[0]

    def administrator(self, role: str) -> SignInBrowser:
        user = f"{role.replace('_', '-')}@contoso.example"
        self.run_cli("user", "add", user, "--password", "--permanent", input=PASSWORD + "\n")
        if role != "person":
            self.run_cli("user", "role", user, role)
        browser = SignInBrowser(self.rekey.nodes[0].port, ORIGIN)
        self.assertEqual(browser.sign_in(user, PASSWORD).step["kind"], "signed_in")
        return browser


class TheSchedule(ScheduledCase):
    def test_what_changes_there_arrives_by_itself(self):
        self.rekey.add_node()
        wait_until(lambda: self.outcomes() == ["done"], "the first reading", timeout=30)
        self.assertEqual(self.people_there(), 25)
        self.slapd.set(2, "givenName", "Other")
        self.let_time_pass()
        wait_until(lambda: self.outcomes() == ["done", "done"], "the next reading", timeout=30)
        self.assertEqual(self.json_of("user", "show", "person2")["given_name"], "Other")
        self.assertEqual([each["mode"] for each in self.runs()], ["full", "delta"])
        after = self.rekey.database.one("SELECT next_at FROM directory_reading") - self.runs()[-1]["ended_at"]
        self.assertTrue(30 * 60_000 <= after <= 33 * 60_000 + 1000, after)
        metrics = self.rekey.operator("/metrics").body.decode()
        self.assertIn('rekey_sync_runs_total{outcome="done"} 2', metrics)
        self.assertIn('rekey_sync_changes_total{change="updated"} 1', metrics)

    def test_run_now_by_an_administrator(self):
        self.rekey.add_node()
        wait_until(lambda: self.outcomes() == ["done"], "the first reading", timeout=30)
        where = "/admin/directories/office/runs"
        for role in ("person", "reports_reader", "authentication_administrator"):
            with self.subTest(role):
                self.assertEqual(self.administrator(role).ask("POST", where, {"mode": "full"}).code, "not_found")
        chief = self.administrator("global_administrator")
        self.assertEqual(chief.ask("POST", "/admin/directories/nowhere/runs", {"mode": "full"}).code, "not_found")
        self.assertEqual(chief.ask("POST", where, {"mode": "full", "preview": True}).code, "invalid_input")
        asked = time.monotonic()
        self.assertEqual(chief.ask("POST", where, {"mode": "full"}).status, 202)
        wait_until(lambda: self.outcomes() == ["done", "done"], "it is read", timeout=30)
        self.assertLess(time.monotonic() - asked, 10)
        (event,) = self.rekey.audit("directory_reading_asked")
        self.assertRegex(event["actor"], r"^administrator [0-9a-f-]+$")

        told = chief.ask("GET", where).json["runs"]
        self.assertEqual([(each["mode"], each["outcome"]) for each in told], [("full", "done"), ("full", "done")])
        self.assertEqual(told[1]["counts"]["added"], 25)
        self.assertEqual(chief.ask("GET", f"{where}/{told[0]['id']}/remarks").json, {"remarks": []})
        (office,) = chief.ask("GET", "/admin/directories").json["directories"]
        self.assertEqual((office["name"], office["people"], office["hasPassword"], office["settings"]["base"]), ("office", 25, True, BASE))
        self.assertNotIn(SERVICE_PASSWORD, json.dumps(office))
        foreign = chief.request("POST", "/api/v1" + where, {"mode": "full"}, {"Cookie": f"{chief.cookie}={chief.token}", "Origin": "https://evil.example"})
        self.assertEqual(foreign.code, "origin_refused")

    def test_a_stopped_server_ends_soon_and_the_next_one_goes_on(self):
        self.slapd.close()
        self.slapd = OpenLdap(self.run_cli("directory", "rights", "office").stdout, 6000)
        self.addCleanup(self.slapd.close)
        self.run_cli("directory", "set", "office", f"servers={self.slapd.url}", f"ca_file={self.slapd.ca_file}")
        self.run_cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")
        node = self.rekey.add_node()
        wait_until(lambda: self.people_there() > 0, "somebody is there", timeout=60, every=0.002)
        began = time.monotonic()
        node.stop(signal.SIGTERM)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(self.outcomes(), ["interrupted"])
        self.assertLess(self.people_there(), 6000)
        self.rekey.add_node()
        wait_until(lambda: self.outcomes() == ["interrupted", "done"], "the rest", timeout=120)
        self.assertEqual(self.people_there(), 6000)


class TheWatch(ScheduledCase):
    def look(self):
        """As if a minute had passed."""
        self.rekey.database.change("UPDATE directory_health SET claimed_at = 0")

    def wait_for(self, down: bool) -> dict:
        def seen():
            self.look()
            health = self.status()["health"]
            return health if health["checkedAt"] and bool(health["downSince"]) == down else None
        return wait_until(seen, "down" if down else "up", timeout=60, every=0.5)

    def gauge(self) -> str:
        return next((line.rsplit(" ", 1)[1] for line in self.rekey.operator("/metrics").body.decode().splitlines()
                     if line.startswith('rekey_directory_up{directory="office"')), "")

    def test_health_is_known_without_asking(self):
        self.rekey.add_node()
        self.wait_for(down=False)
        wait_until(lambda: self.gauge() == "1", "the gauge", timeout=30)
        self.slapd.stop()
        self.assertIn("127.0.0.1", self.wait_for(down=True)["detail"])
        self.assertRegex(self.json_of("directory", "list")[0]["state"], r"^down since .*127\.0\.0\.1")
        wait_until(lambda: self.gauge() == "0", "the gauge", timeout=30)
        self.assertIn("down since", self.run_cli("sync", "status").stdout)
        self.wait_for(down=True)
        self.slapd.start()
        self.wait_for(down=False)
        self.assertEqual((len(self.rekey.audit("directory_down")), len(self.rekey.audit("directory_up"))), (1, 1))
        self.assertEqual(self.rekey.logs().count("directory_down"), 1)

    def test_rights_are_learned_in_the_background(self):
        self.rekey.add_node()
        count = lambda: self.rekey.database.one("SELECT count(*) FROM directory_entry WHERE writability = 'writable'")  # noqa: E731

        def all_known():
            self.look()
            return count() == 25
        wait_until(all_known, "everybody's rights", timeout=60, every=0.5)

    def test_a_refused_account_is_down(self):
        self.run_cli("directory", "password", "office", input="not the one\n")
        self.rekey.add_node()
        self.assertIn("the account is refused (49", self.wait_for(down=True)["detail"])
        line = next(each for each in self.json_of("check", expect=REFUSED)["probes"] if each["name"].startswith("directory office"))
        self.assertFalse(line["good"])


class TheReport(ScheduledCase):
    def test_who_cannot_reset_and_why(self):
        self.slapd.change(f"dn: {self.slapd.person(3)}\nchangetype: modify\ndelete: mobile\n")
        self.run_cli("user", "add", "person4")
        self.run_cli("sync", "run")
        self.run_cli("settings", "set", "methods=sms,email", "gates=1")
        told = self.json_of("report", "readiness")
        reasons = {each["userName"] or each["entry"]: each["reasons"] for each in told["people"]}
        self.assertEqual(reasons[self.slapd.person(4)], ["quarantined"])
        self.assertIn("no_methods", reasons["person3"])
        self.assertEqual(told["directories"]["office"]["people"], 25)

        self.assertIn("there is no directory nowhere", self.run_cli("report", "readiness", "--directory", "nowhere", expect=REFUSED).stderr)
        self.assertEqual(len(self.rekey.audit("readiness_reported")), 1)
        self.assertIn("person3", self.run_cli("report", "readiness", "--reason", "no_methods").stdout)

    def test_names_run_as_no_formulas_in_a_spreadsheet(self):
        names = {1: "=1+1", 2: "+1", 3: "-1", 4: "@SUM(1)", 5: "|calc", 6: 'de "Vries", Anna', 7: "Anna"}
        for number, name in names.items():
            self.slapd.change(f"dn: {self.slapd.person(number)}\nchangetype: modify\nreplace: displayName\ndisplayName: {name}\n-\ndelete: mobile\n")
        self.run_cli("sync", "run")
        self.run_cli("settings", "set", "methods=sms,email", "gates=1")
        rows = list(csv.reader(io.StringIO(self.run_cli("report", "readiness", "--directory", "office", "--reason", "no_methods", "--csv").stdout)))
        self.assertEqual(rows[0], ["directory", "user_name", "display_name", "entry", "reasons"])
        shown = {row[1]: row[2] for row in rows[1:]}
        for number, name in names.items():
            with self.subTest(name):
                self.assertEqual(shown[f"person{number}"], name if number > 5 else "'" + name)

    def test_the_api_tells_administrators_only(self):
        self.rekey.add_node()
        wait_until(lambda: self.outcomes() == ["done"], "the first reading", timeout=30)
        where = "/admin/reports/readiness?directory=office"
        page = self.administrator("reports_reader").ask("GET", where).json
        self.assertEqual((page["next"], len(page["people"]) > 0), (None, True))
        self.assertEqual(self.administrator("person").ask("GET", where).code, "not_found")
        self.assertEqual(SignInBrowser(self.rekey.nodes[0].port, ORIGIN).ask("GET", where).code, "not_signed_in")


class OnPostgres(ScheduledCase):
    people, store = 1500, "postgres"

    def test_two_processes_never_read_at_the_same_time(self):
        for _ in range(2):
            self.rekey.add_node()
        wait_until(lambda: self.outcomes() == ["done"], "the first reading", timeout=120)
        for number in range(2, 7):
            self.rekey.database.change("UPDATE directory_reading SET asked = 'full'")
            wait_until(lambda: len([each for each in self.outcomes() if each == "done"]) >= number, f"reading {number}", timeout=60)
        runs = self.runs()
        self.assertEqual([each["outcome"] for each in runs], ["done"] * 6, "the first, and once each time it was asked for")
        for before, after in zip(runs, runs[1:]):
            self.assertLessEqual(before["ended_at"], after["started_at"])
        self.assertEqual(self.rekey.logs().count('"event":"directory_read"'), len(runs))
        self.assertEqual(self.people_there(), 1500)

    def test_a_runner_that_slept_beyond_its_lease_writes_nothing_any_more(self):
        sleeper = self.rekey.add_node()
        wait_until(lambda: self.people_there() > 0, "somebody is there", timeout=60, every=0.002)
        self.fall_asleep(sleeper)
        self.rekey.add_node()
        wait_until(lambda: "done" in self.outcomes(), "the other one reads it all", timeout=120)
        self.assertEqual(self.people_there(), 1500)
        before = self.rekey.database.rows("SELECT fence, people_cookie, next_at FROM directory_reading")
        sleeper.child.send_signal(signal.SIGCONT)
        wait_until(lambda: '"outcome":"overtaken"' in self.log_of(sleeper), "it finds out", timeout=60)
        self.assertEqual(self.outcomes(), ["overtaken", "done"])
        self.assertEqual(self.people_there(), 1500)
        self.assertEqual(self.rekey.database.rows("SELECT fence, people_cookie, next_at FROM directory_reading"), before)

    def log_of(self, node) -> str:
        return node.log.read_text(errors="replace")

    @staticmethod
    def is_stopped(node) -> bool:
        """All of its threads: the signal is on its way for a moment."""
        states = [(thread / "stat").read_text().rsplit(") ", 1)[1][0] for thread in Path(f"/proc/{node.child.pid}/task").iterdir()]
        return set(states) == {"T"}

    def fall_asleep(self, node):
        """Between two transactions, for longer than its lease: the lease is made as old as it would be then."""
        # Not `with connection`: that opens a transaction, and a refused statement would end every later one.
        with contextlib.closing(self.rekey.postgres.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute("SET lock_timeout = 500")
            while True:
                node.child.send_signal(signal.SIGSTOP)
                wait_until(lambda: self.is_stopped(node), "it is stopped", timeout=10, every=0.001)
                try:
                    cursor.execute("UPDATE directory_reading SET leased_until = 0")
                    return
                except psycopg2.errors.LockNotAvailable:
                    node.child.send_signal(signal.SIGCONT)
                    time.sleep(0.01)


if __name__ == "__main__":
    unittest.main()
