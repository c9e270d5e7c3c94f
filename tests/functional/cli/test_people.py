"""rekey user and rekey group, as an operator types them: happy path, JSON, refusals, exit codes."""
import json
import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import BIN, OTHER_TENANT, TENANT, Instance, Person

OK, REFUSED, USAGE, CONFIGURATION, STORE = 0, 1, 2, 3, 4
ANNA = "anna@contoso.example"


class CliCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rekey = Instance.start(serve=False)
        cls.addClassCleanup(cls.rekey.stop)

    def run_cli(self, *arguments, expect: int = OK, **options) -> subprocess.CompletedProcess:
        done = self.rekey.cli(*arguments, tenant=options.pop("tenant", TENANT), check=False, **options)
        self.assertEqual(done.returncode, expect, f"rekey {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done

    def json_of(self, *arguments, **options):
        return json.loads(self.run_cli("--json", *arguments, **options).stdout)

    def error_of(self, *arguments, **options) -> dict:
        done = self.run_cli("--json", *arguments, expect=options.pop("expect", REFUSED), **options)
        self.assertEqual(done.stdout, "")
        return json.loads(done.stderr)["error"]


class People(CliCase):
    def setUp(self):
        self.user = f"{self.id().rsplit('.', 1)[1].removeprefix('test_')}@contoso.example"

    def add(self, *options, **more) -> dict:
        return self.json_of("user", "add", self.user, *options, **more)

    def test_add_and_show(self):
        added = self.add("--display-name", "Anna Jansen", "--email", "anna@private.example", "--mobile", "+31 6 12345678", "--language", "nl")
        self.assertEqual(added["user_name"], self.user)
        shown = self.json_of("user", "show", self.user)
        self.assertEqual(set(shown), {"id", "user_name", "display_name", "given_name", "surname", "language", "status", "role", "created_at",
                                      "identifiers", "methods", "groups", "password_set_at", "password_must_change", "directory"})
        self.assertEqual([(m["kind"], m["address"]) for m in shown["methods"]],
                         [("email", "anna@private.example"), ("sms", "+31612345678"), ("voice_mobile", "+31612345678")])
        self.assertIsNone(shown["password_set_at"])
        self.assertIsNone(shown["directory"])
        self.assertEqual((shown["status"], shown["role"]), ("enabled", "person"))
        text = self.run_cli("user", "show", added["id"]).stdout
        self.assertIn("Anna Jansen", text)
        self.assertIn("anna@private.example", text)

    def test_add_refuses(self):
        self.add()
        self.assertEqual(self.error_of("user", "add", self.user.upper())["code"], "already_exists")
        self.assertEqual(self.error_of("user", "add", "x@contoso.example", "--email", "nonsense")["code"], "invalid_input")
        self.assertEqual(self.error_of("user", "add", "x@contoso.example", "--role", "king")["code"], "invalid_input")
        self.assertEqual(self.error_of("user", "add", "x@contoso.example", "--group", "Nobody")["code"], "not_found")
        self.assertEqual(self.error_of("user", "show", "x@contoso.example"), {"code": "not_found", "subject": "x@contoso.example",
                                                                             "message": "there is no such person"})

    def test_password_comes_from_standard_input_only(self):
        added = self.add("--password", input="maple lantern quiet river\n")
        person = Person(self.user, "", bytes.fromhex(added["id"].replace("-", "")))
        self.assertTrue(self.rekey.fits(person, "maple lantern quiet river"))
        self.run_cli("user", "password", self.user, input="violet harbour seven spoons\n")
        self.assertTrue(self.rekey.fits(person, "violet harbour seven spoons"))
        self.assertFalse(self.rekey.fits(person, "maple lantern quiet river"))
        self.assertEqual(self.error_of("user", "password", self.user, input="maple lantern quiet river\n")["code"], "password_refused")
        self.assertEqual(self.error_of("user", "password", self.user, input="short\n")["code"], "password_refused")
        self.assertEqual(self.error_of("user", "password", self.user, input="")["code"], "invalid_input")
        self.run_cli("user", "password", self.user, "violet harbour", expect=USAGE)

    def test_password_is_asked_for_twice_without_echo_on_a_terminal(self):
        self.add()
        said, code = self.on_terminal(["user", "password", self.user], ["maple lantern quiet river", "maple lantern quiet river"])
        self.assertEqual(code, OK, said)
        self.assertNotIn("maple", said)
        said, code = self.on_terminal(["user", "password", self.user], ["violet harbour seven spoons", "another one entirely"])
        self.assertEqual(code, REFUSED, said)
        self.assertIn("differ", said)

    def on_terminal(self, arguments, answers):
        try:
            controller, terminal = pty.openpty()
        except OSError:
            self.skipTest("this machine gives no pseudo-terminals (devpts is not mounted)")
        process = subprocess.Popen([BIN, "--config", self.rekey.config, "--tenant", TENANT, *arguments], stdin=terminal, stdout=terminal,
                                   stderr=terminal, env=self.rekey.environment)
        os.close(terminal)
        said = b""
        for answer in answers:
            while not said.endswith(b": "):
                said += os.read(controller, 1024)
            os.write(controller, answer.encode() + b"\n")
            said += b"."
        try:
            while chunk := os.read(controller, 1024):
                said += chunk
        except OSError:
            pass  # the terminal is gone with the process
        os.close(controller)
        return said.decode(), process.wait(30)

    def test_edit(self):
        self.add()
        self.assertEqual(self.json_of("user", "edit", self.user, "--surname", "de Vries")["surname"], "de Vries")
        self.assertEqual(self.json_of("user", "edit", self.user, "--display-name", "Anna")["surname"], "de Vries")
        self.run_cli("user", "edit", "nobody@contoso.example", "--surname", "x", expect=REFUSED)

    def test_states(self):
        self.add()
        for command, status in (("disable", "disabled"), ("enable", "enabled")):
            self.run_cli("user", command, self.user)
            self.assertEqual(self.json_of("user", "show", self.user)["status"], status)
        self.run_cli("user", "delete", self.user)
        self.assertEqual(self.error_of("user", "show", self.user)["code"], "not_found")
        self.assertEqual(self.json_of("user", "restore", self.user), {"user": self.user, "done": "restored"})
        self.assertEqual(self.error_of("user", "restore", self.user)["code"], "not_allowed_now")
        self.run_cli("user", "unblock", self.user)

    def test_role(self):
        self.add("--role", "helpdesk")
        self.assertEqual(self.json_of("user", "show", self.user)["role"], "helpdesk")
        self.run_cli("user", "role", self.user, "global_administrator")
        self.assertEqual(self.json_of("user", "show", self.user)["role"], "global_administrator")
        self.assertEqual(self.error_of("user", "role", self.user, "king")["code"], "invalid_input")

    def test_alias(self):
        self.add()
        self.run_cli("user", "alias", "add", self.user, "AJansen")
        self.assertEqual(self.json_of("user", "show", "ajansen")["identifiers"], [self.user, "ajansen"])
        self.run_cli("user", "alias", "remove", self.user, "ajansen")
        self.run_cli("user", "show", "ajansen", expect=REFUSED)

    def test_methods(self):
        self.add()
        (added,) = self.json_of("user", "methods", "add", self.user, "--email", "a@private.example")
        listed = self.json_of("user", "methods", "list", self.user)
        self.assertEqual([method["id"] for method in listed], [added["id"]])
        for wrong in (["--email", "x"], ["--mobile", "12"], ["--mobile", "0900 1234567"], ["--office", "+49 30 123456"], ["--mobile", "０６１２３４５６７８"], []):
            error = self.error_of("user", "methods", "add", self.user, *wrong)
            self.assertEqual(error["code"], "invalid_input", wrong)
        self.assertEqual(self.error_of("user", "methods", "remove", self.user, "1")["code"], "invalid_input")
        self.run_cli("user", "methods", "remove", self.user, added["id"])
        self.assertEqual(self.json_of("user", "methods", "list", self.user), [])

    def test_phones(self):
        self.add()
        added = self.json_of("user", "methods", "add", self.user, "--mobile", "06 1234 5678", "--office", "020-1234567")
        self.assertEqual([(method["kind"], method["address"]) for method in added],
                         [("sms", "+31612345678"), ("voice_mobile", "+31612345678"), ("voice_office", "+31201234567")])
        self.assertEqual(self.error_of("user", "methods", "add", self.user, "--mobile", "+31612345678")["code"], "already_exists")
        self.run_cli("settings", "set", "phone_regions=DE")
        self.json_of("user", "methods", "add", self.user, "--office", "+49 30 123456")
        self.run_cli("settings", "set", "phone_regions=")

    def test_an_app_and_recovery_codes_are_shown_once(self):
        self.add()
        first, second = (self.json_of("user", "methods", "totp", self.user)["uri"] for _ in range(2))
        self.assertRegex(first, r"^otpauth://totp/[^?]+:[^?]+\?secret=[A-Z2-7]{32}&issuer=[^&]+&algorithm=SHA1&digits=6&period=30$")
        self.assertNotEqual(first, second)
        codes, renewed = (self.json_of("user", "methods", "recovery-codes", self.user)["codes"] for _ in range(2))
        for code in codes:
            self.assertRegex(code, r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$")
        self.assertEqual(len(set(codes + renewed)), 20)
        listed = self.run_cli("user", "methods", "list", self.user).stdout
        self.assertEqual([method["kind"] for method in self.json_of("user", "methods", "list", self.user)], ["totp", "recovery_code"])
        for secret in (second.split("secret=")[1][:32], *renewed):
            self.assertNotIn(secret, listed)

    def test_why(self):
        self.add()
        found = self.json_of("user", "why", self.user)
        self.assertFalse(found["can_reset"])
        self.assertIn("no method is on file", found["reasons"][0])
        self.run_cli("user", "methods", "add", self.user, "--email", "why@private.example")
        self.assertTrue(self.json_of("user", "why", self.user)["can_reset"])
        self.assertIn("can reset", self.run_cli("user", "why", self.user).stdout)

    def test_list(self):
        for name in ("list-a", "list-b", "list-c"):
            self.run_cli("user", "add", f"{name}@contoso.example")
        names = lambda *options: [p["user_name"].split("@")[0] for p in self.json_of("user", "list", "--prefix", "list-", *options)]  # noqa: E731
        self.assertEqual(names(), ["list-a", "list-b", "list-c"])
        self.assertEqual(names("--limit", "2"), ["list-a", "list-b"])
        self.assertEqual(names("--after", "list-b@contoso.example"), ["list-c"])
        self.run_cli("user", "delete", "list-b@contoso.example")
        self.assertEqual(names(), ["list-a", "list-c"])
        self.assertIn("list-b", names("--deleted"))
        self.run_cli("user", "list", "--limit", "0", expect=USAGE)

    def test_tenants_are_apart(self):
        self.add()
        self.run_cli("user", "show", self.user, tenant=OTHER_TENANT, expect=REFUSED)
        self.assertEqual(self.error_of("user", "list", tenant="nobody.example")["code"], "not_found")
        self.assertIn("name one", self.error_of("user", "list", tenant=None)["message"])


class Imports(CliCase):
    def file(self, text: str) -> Path:
        file = Path(tempfile.mkstemp(suffix=".csv", dir=self.rekey.folder)[1])
        file.write_text(text)
        return file

    def test_rows_are_added_reported_and_updated(self):
        file = self.file("user_name,display_name,email,groups\nim1@contoso.example,One,one@private.example,Imported\nim2@contoso.example,Two,nonsense,\n")
        self.assertEqual(self.json_of("user", "import", file, "--dry-run", expect=REFUSED)["added"], 1)
        self.run_cli("user", "show", "im1@contoso.example", expect=REFUSED)
        report = self.json_of("user", "import", file, expect=REFUSED)
        self.assertEqual({key: report[key] for key in ("dry_run", "rows", "added", "updated", "failed")},
                         {"dry_run": False, "rows": 2, "added": 1, "updated": 0, "failed": 1})
        self.assertEqual(report["errors"], [{"line": 3, "message": "email: the e-mail address is not well formed"}])
        self.assertEqual(self.json_of("user", "show", "im1@contoso.example")["groups"], ["Imported"])
        text = self.run_cli("user", "import", file, "--update", expect=REFUSED).stdout
        self.assertIn("1 updated", text)
        self.assertIn(f"{file}:3:", text)

    def test_standard_input(self):
        self.assertEqual(self.json_of("user", "import", "-", input="user_name\nstdin@contoso.example\n")["added"], 1)

    def test_bad_files(self):
        self.assertIn("column nickname", self.error_of("user", "import", self.file("nickname\nx\n"))["message"])
        self.assertIn("cannot be read", self.error_of("user", "import", "/nonexistent.csv")["message"])

    def test_ten_thousand_rows(self):
        rows = "".join(f"many{i}@contoso.example,Person {i},many{i}@private.example\n" for i in range(10_000))
        done = subprocess.run([BIN, "--config", self.rekey.config, "--tenant", TENANT, "--json", "user", "import",
                               self.file("user_name,display_name,email\n" + rows)], capture_output=True, timeout=500, check=True)
        report = json.loads(done.stdout)
        self.assertEqual((report["added"], report["failed"]), (10_000, 0))


class Groups(CliCase):
    def test_life_of_a_group(self):
        self.run_cli("user", "add", ANNA)
        for name in ("Staff", "Nurses"):
            self.assertEqual(self.json_of("group", "add", name), {"group": name, "done": "added"})
        self.assertEqual(self.error_of("group", "add", "Staff")["code"], "already_exists")
        self.run_cli("group", "join", "Staff", "--group", "Nurses")
        self.run_cli("group", "join", "Nurses", "--user", ANNA)
        self.assertEqual(self.error_of("group", "join", "Nurses", "--group", "Staff")["code"], "invalid_input")
        self.assertEqual(self.json_of("group", "members", "Staff"), [{"kind": "group", "name": "Nurses"}])
        self.assertEqual(self.json_of("group", "members", "Staff", "--nested"), [{"kind": "person", "name": ANNA}, {"kind": "group", "name": "Nurses"}])
        self.assertEqual([(g["name"], g["people"], g["groups"]) for g in self.json_of("group", "list")], [("Nurses", 1, 0), ("Staff", 0, 1)])
        self.run_cli("group", "leave", "Nurses", "--user", ANNA)
        self.assertEqual(self.error_of("group", "leave", "Nurses", "--user", ANNA)["code"], "not_found")
        self.run_cli("group", "remove", "Nurses")
        self.assertEqual(self.json_of("group", "members", "Staff", "--nested"), [])

    def test_usage(self):
        self.run_cli("group", "join", "Staff", expect=USAGE)
        self.run_cli("group", "join", "Staff", "--user", ANNA, "--group", "Nurses", expect=USAGE)
        self.assertEqual(self.error_of("group", "members", "Nobody")["code"], "not_found")


if __name__ == "__main__":
    unittest.main()
