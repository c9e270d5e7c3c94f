"""rekey init, check, migrate, tenant, settings, keys, config: what an operator types, and what goes wrong."""
import json
import os
import stat
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

from harness import BIN, OTHER_TENANT, TENANT, Instance

ROOT = Path(__file__).resolve().parents[3]
OK, REFUSED, USAGE, CONFIGURATION, STORE = 0, 1, 2, 3, 4


def rekey(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run([BIN, *map(str, arguments)], text=True, capture_output=True, timeout=60, env={"PATH": "/usr/bin:/bin", **options.pop("env", {})},
                          **options)


class OperatorCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rekey = Instance.start(serve=False)
        cls.addClassCleanup(cls.rekey.stop)

    def run_cli(self, *arguments, expect: int = OK, tenant: str | None = TENANT, **options) -> subprocess.CompletedProcess:
        done = self.rekey.cli(*arguments, tenant=tenant, check=False, **options)
        self.assertEqual(done.returncode, expect, f"rekey {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done

    def json_of(self, *arguments, **options):
        return json.loads(self.run_cli("--json", *arguments, **options).stdout)

    def error_of(self, *arguments, expect: int = REFUSED, **options) -> dict:
        return json.loads(self.run_cli("--json", *arguments, expect=expect, **options).stderr)["error"]


class Help(unittest.TestCase):
    def test_every_command_teaches_by_example(self):
        for command in (["serve"], ["check"], ["init"], ["migrate"], ["tenant", "add"], ["user", "add"], ["user", "import"], ["user", "why"],
                        ["user", "methods", "add"], ["group", "join"], ["settings", "set"], ["settings", "import"], ["delivery", "test"], ["delivery", "failed"],
                        ["delivery", "retry"], ["keys", "rotate"]):
            with self.subTest(command):
                done = rekey(*command, "--help")
                self.assertEqual(done.returncode, OK, done.stderr)
                self.assertIn(f"  rekey {' '.join(command)}", done.stdout)

    def test_usage_errors(self):
        for arguments in ([], ["frobnicate"], ["user"], ["user", "show"], ["settings", "set"], ["tenant", "list", "--frob"], ["init"]):
            with self.subTest(arguments):
                self.assertEqual(rekey(*arguments).returncode, USAGE)

    def test_nobody_reads_the_answer(self):
        for command in (["settings", "reference"], ["version"]):  # more than a buffer, and less
            with self.subTest(command):
                self.assertEqual(self.into_nowhere(*command), (REFUSED, ""))

    def test_the_disk_is_full(self):
        for command in (["settings", "reference"], ["version"]):
            with self.subTest(command), open("/dev/full", "wb") as full:
                done = subprocess.run([BIN, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
                self.assertEqual(done.returncode, REFUSED)
                self.assertRegex(done.stderr, r"^rekey: .*: No space left on device\n$")
            with self.subTest(command, of="errors"), open("/dev/full", "wb") as full:
                self.assertEqual(subprocess.run([BIN, "--config", "/nowhere.toml", "check"], stderr=full, timeout=60).returncode, CONFIGURATION)

    @staticmethod
    def into_nowhere(*command: str) -> tuple[int, str]:
        reads, writes = os.pipe()
        os.close(reads)
        try:
            done = subprocess.run([BIN, *command], stdout=writes, stderr=subprocess.PIPE, text=True, timeout=60)
        finally:
            os.close(writes)
        return done.returncode, done.stderr

    def test_version(self):
        self.assertRegex(json.loads(rekey("version", "--json").stdout)["version"], r"^\d+\.\d+\.\d+")

    def test_reference_pages_are_current(self):
        for command, page in (("config", "configuration.md"), ("settings", "settings.md")):
            with self.subTest(page):
                self.assertEqual(rekey(command, "reference").stdout, (ROOT / "docs/reference" / page).read_text())

    def test_routes_are_listed(self):
        routes = json.loads(rekey("routes", "--json").stdout)
        self.assertIn("POST /api/v1/reset/attempts", routes)


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "rekey.toml"

    def test_every_error_is_told_at_once_with_its_line(self):
        self.file.write_text('[server]\nlisen = "127.0.0.1:80"\nhash_queue = 0\n[store]\nurl = "postgresql://u:secret@db/x"\n[[tenant]]\nname = "a"\nbase_urls = ["http://a.example"]\n')
        done = rekey("check", "--config", self.file)
        self.assertEqual(done.returncode, CONFIGURATION)
        lines = done.stderr.strip().split("\n")
        self.assertEqual([line.split(":")[1] for line in lines[1:]], ["2", "3", "5", "8"])
        self.assertIn("keys.file is missing", lines[0])
        self.assertIn("did you mean server.listen?", done.stderr)
        self.assertNotIn("secret@", done.stderr)
        problems = json.loads(rekey("check", "--config", self.file, "--json").stderr)["error"]["problems"]
        self.assertEqual([problem["line"] for problem in problems], [0, 2, 3, 5, 8])

    def test_nothing_starts_with_a_wrong_configuration(self):
        self.file.write_text("")
        for command in (["serve"], ["migrate"], ["user", "list"], ["keys", "list"], ["settings", "show"]):
            with self.subTest(command):
                self.assertEqual(rekey(*command, "--config", self.file).returncode, CONFIGURATION)

    def test_a_file_that_is_not_there(self):
        done = rekey("check", env={"REKEY_CONFIG": "/nonexistent/rekey.toml"})
        self.assertEqual(done.returncode, CONFIGURATION)
        self.assertIn("/nonexistent/rekey.toml: the file cannot be read", done.stderr)

    def test_a_store_that_is_not_there(self):
        keys = self.file.with_name("rekey.keys")
        self.file.write_text(f'[store]\nurl = "postgresql://rekey@127.0.0.1:1/rekey"\n[keys]\nfile = "{keys}"\n[[tenant]]\nname = "a"\nbase_urls = ["https://a.example"]\n')
        self.assertEqual(rekey("keys", "create", "--config", self.file).returncode, OK)
        for command in (["migrate"], ["user", "list"]):
            with self.subTest(command):
                done = rekey(*command, "--config", self.file)
                self.assertEqual(done.returncode, STORE, done.stderr)
        self.assertEqual(rekey("check", "--config", self.file).returncode, REFUSED)

    def test_keys_that_are_not_there_or_not_private(self):
        self.file.write_text('[store]\nurl = "sqlite:x.db"\n[keys]\nfile = "rekey.keys"\n[[tenant]]\nname = "a"\nbase_urls = ["https://a.example"]\n')
        self.assertEqual(rekey("user", "list", "--config", self.file).returncode, CONFIGURATION)
        self.assertEqual(rekey("keys", "create", "--config", self.file).returncode, OK)
        keys = self.file.with_name("rekey.keys")
        self.assertEqual(stat.S_IMODE(keys.stat().st_mode), 0o600)
        before = keys.read_bytes()
        self.assertEqual(rekey("keys", "create", "--config", self.file).returncode, REFUSED)
        self.assertEqual(keys.read_bytes(), before)
        keys.chmod(0o644)
        self.assertEqual(rekey("user", "list", "--config", self.file).returncode, CONFIGURATION)


class Init(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "new"

    def json_of(self, *arguments):
        done = rekey("--json", *arguments)
        self.assertEqual(done.returncode, OK, done.stderr)
        return json.loads(done.stdout)

    def test_makes_what_is_missing_and_keeps_what_is_there(self):
        made = self.json_of("init", self.folder, "--add-tenant", "contoso.example", "--base-url", "https://reset.contoso.example")
        self.assertTrue(made["made"])
        config = self.folder / "rekey.toml"
        self.assertEqual(tomllib.loads(config.read_text())["tenant"][0]["base_urls"], ["https://reset.contoso.example"])
        self.assertEqual(self.json_of("tenant", "list", "--config", config)[0]["name"], "contoso.example")
        before = {file.name: file.read_bytes() for file in (config, self.folder / "rekey.keys")}
        config.write_text(config.read_text() + "# mine\n")
        self.assertFalse(self.json_of("init", self.folder)["made"])
        self.assertTrue(config.read_text().endswith("# mine\n"))
        self.assertEqual((self.folder / "rekey.keys").read_bytes(), before["rekey.keys"])

    def test_refuses_what_would_not_start(self):
        done = rekey("init", self.folder, "--add-tenant", "contoso.example", "--base-url", "http://reset.contoso.example")
        self.assertEqual(done.returncode, CONFIGURATION)
        self.assertFalse(self.folder.exists())

    def test_the_demo_can_be_made_again_for_another_port(self):
        for port in (18080, 18081):
            done = rekey("init", "--demo", self.folder, "--port", port)
            self.assertEqual(done.returncode, OK, done.stderr)
            self.assertIn(f"http://localhost:{port}/reset", done.stdout)
            config = tomllib.loads((self.folder / "rekey.toml").read_text())
            self.assertEqual([tenant["base_urls"] for tenant in config["tenant"]], [[f"http://localhost:{port}"], [f"http://127.0.0.1:{port}"]])
        at = ("--config", self.folder / "rekey.toml", "--tenant", "contoso.example")
        people = {person["user_name"].split("@")[0]: person for person in self.json_of("user", "list", *at)}
        self.assertEqual(people["erik"]["status"], "disabled")
        self.assertEqual(people["admin"]["role"], "global_administrator")
        dave = self.json_of("user", "show", "dave@contoso.example", *at)
        self.assertEqual((dave["methods"], dave["password_must_change"]), ([], True))
        self.assertTrue(self.json_of("user", "show", "anna@contoso.example", *at)["password_set_at"])
        self.assertEqual([group["name"] for group in self.json_of("group", "list", *at)], ["Administrators", "Staff"])

    def test_the_demo_keeps_what_somebody_changed(self):
        rekey("init", "--demo", self.folder)
        at = ("--config", self.folder / "rekey.toml", "--tenant", "contoso.example")
        self.json_of("user", "enable", "erik@contoso.example", *at)
        self.json_of("settings", "set", "display_name=Mine", *at)
        rekey("init", "--demo", self.folder)
        self.assertEqual(self.json_of("user", "show", "erik@contoso.example", *at)["status"], "enabled")
        self.assertEqual(self.json_of("settings", "show", "display_name", *at), {"display_name": "Mine"})


class Tenants(OperatorCase):
    def test_add_list_show(self):
        self.assertEqual([tenant["name"] for tenant in self.json_of("tenant", "list", tenant=None)][:2], [TENANT, OTHER_TENANT])
        added = self.json_of("tenant", "add", "wingtip.example", "--display-name", "Wingtip")
        self.assertEqual(added["base_urls"], [])
        shown = self.json_of("tenant", "show", "wingtip.example")
        self.assertEqual((shown["id"], shown["display_name"]), (added["id"], "Wingtip"))
        self.assertEqual(self.error_of("tenant", "add", "wingtip.example")["code"], "already_exists")
        self.assertEqual(self.error_of("tenant", "add", "Not a name")["code"], "invalid_input")
        self.assertEqual(self.error_of("tenant", "show", "nobody.example")["code"], "not_found")


class Settings(OperatorCase):
    def tearDown(self):
        self.run_cli("settings", "import", "-", input="")

    def test_set_show_unset(self):
        changes = self.json_of("settings", "set", "gates=2", "methods=email,totp", "notify_person=false", "display_name=Contoso, België")["changes"]
        self.assertEqual({change["key"]: change["after"] for change in changes},
                         {"gates": 2, "methods": ["email", "totp"], "notify_person": False, "display_name": "Contoso, België"})
        self.assertEqual(self.json_of("settings", "show", "gates", "methods"), {"gates": 2, "methods": ["email", "totp"]})
        self.assertIn("(changed)", self.run_cli("settings", "show", "gates").stdout)
        self.run_cli("settings", "unset", "gates", "methods")
        self.assertEqual(self.json_of("settings", "show", "gates"), {"gates": 1})
        self.assertGreater(len(self.json_of("settings", "show")), 50)

    def test_refusals(self):
        self.assertIn("did you mean gates?", self.error_of("settings", "set", "gaets=2")["message"])
        self.assertIn("between 1 and 3", self.error_of("settings", "set", "gates=4")["message"])
        self.assertIn("must be a number", self.error_of("settings", "set", "gates=two")["message"])
        self.assertIn("KEY=VALUE", self.error_of("settings", "set", "gates")["message"])
        self.assertIn("2 different channels", self.error_of("settings", "set", "gates=2", "methods=email")["message"])
        self.assertIn("would do", self.error_of("settings", "set", "brand=#ffcc00")["message"])
        self.assertEqual(self.error_of("settings", "set", "include_groups=Nobody")["code"], "not_found")
        self.assertEqual(self.error_of("settings", "show", "gaets")["code"], "not_found")
        self.assertEqual(self.json_of("settings", "show", "gates", "brand"), {"gates": 1, "brand": "#0b5e6e"})

    def test_a_dry_run_changes_nothing(self):
        self.assertEqual(len(self.json_of("settings", "set", "gates=2", "--dry-run")["changes"]), 1)
        self.assertEqual(self.json_of("settings", "show", "gates"), {"gates": 1})

    def test_export_and_import_carry_a_policy_over(self):
        self.run_cli("settings", "set", "gates=2", "banned_words=contoso,tulip", "help_phone=+31 20 \"555\"")
        exported = self.run_cli("settings", "export").stdout
        self.assertEqual(tomllib.loads(exported), {"gates": 2, "banned_words": ["contoso", "tulip"], "help_phone": '+31 20 "555"'})
        file = self.rekey.folder / "policy.toml"
        file.write_text(exported)
        self.run_cli("settings", "set", "resends=1", tenant=OTHER_TENANT)
        changes = self.json_of("settings", "import", file, tenant=OTHER_TENANT)["changes"]
        self.assertEqual({change["key"] for change in changes}, {"gates", "banned_words", "help_phone", "resends"})
        self.assertEqual(self.run_cli("settings", "export", tenant=OTHER_TENANT).stdout.split("\n")[1:], exported.split("\n")[1:])
        self.assertEqual(self.json_of("settings", "import", file, tenant=OTHER_TENANT)["changes"], [])
        everything = tomllib.loads(self.run_cli("settings", "export", "--all").stdout)
        self.assertEqual(everything, self.json_of("settings", "show"))

    def test_a_wrong_file_is_told_with_its_lines(self):
        file = self.rekey.folder / "wrong.toml"
        file.write_text('gates = 9\ngaets = 2\nresends = "two"\ncode_tries = 4\n')
        done = self.run_cli("settings", "import", file, expect=CONFIGURATION)
        for line, sentence in ((1, "between 1 and 3"), (2, "did you mean gates?"), (3, "must be a number")):
            self.assertRegex(done.stderr, rf"wrong.toml:{line}: .*{sentence}".replace("?", r"\?"))
        self.assertEqual(self.json_of("settings", "show", "code_tries"), {"code_tries": 5})

    def test_presets(self):
        self.run_cli("settings", "preset", "asvs_l2")
        self.assertEqual(self.json_of("settings", "show", "gates"), {"gates": 2})
        self.assertEqual(self.error_of("settings", "preset", "none")["code"], "not_found")


class KeysAndStore(OperatorCase):
    def test_rotation_keeps_what_older_keys_sealed(self):
        self.run_cli("user", "add", "keys@contoso.example", "--email", "keys@private.example")
        before = self.json_of("keys", "list")
        added = self.json_of("keys", "rotate")
        self.assertEqual([key["id"] for key in self.json_of("keys", "list")], [key["id"] for key in before] + [added["id"]])
        self.assertEqual(self.json_of("user", "show", "keys@contoso.example")["methods"][0]["address"], "keys@private.example")
        self.assertNotIn("key:", self.run_cli("keys", "list").stdout)

    def test_migrate_twice(self):
        self.assertEqual(self.json_of("migrate"), {"applied": []})

    def test_check_tells_what_answers(self):
        done = self.run_cli("--json", "check", expect=REFUSED)  # no mail server listens
        probes = {probe["name"]: probe for probe in json.loads(done.stdout)["probes"]}
        self.assertTrue(probes["store"]["good"], probes)
        self.assertTrue(probes["keys"]["good"], probes)
        self.assertFalse(probes["mail relay"]["good"], probes)

    def test_passwords_and_addresses_stay_out_of_the_output_of_errors(self):
        done = self.run_cli("user", "add", "leak@contoso.example", "--email", "leak private@nonsense", "--password", input="correct horse secret\n", expect=REFUSED)
        self.assertNotIn("leak private", done.stderr)
        self.assertNotIn("correct horse", done.stderr + done.stdout)


if __name__ == "__main__":
    unittest.main()
