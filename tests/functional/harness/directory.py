"""What the tests of directories share: an installation without a server, and the commands about one directory, "office"."""
import json
import subprocess
import unittest

from .instance import TENANT, Instance

OK, REFUSED = 0, 1


class DirectoryCase(unittest.TestCase):
    store = "sqlite"

    def setUp(self):
        self.rekey = Instance.start(serve=False, store=self.store)
        self.addCleanup(self.rekey.stop)

    def run_cli(self, *arguments, expect: int = OK, **options) -> subprocess.CompletedProcess:
        done = self.rekey.cli(*arguments, tenant=TENANT, check=False, **options)
        self.assertEqual(done.returncode, expect, f"rekey {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done

    def json_of(self, *arguments, **options):
        return json.loads(self.run_cli("--json", *arguments, **options).stdout)

    def add(self, **settings) -> None:
        self.run_cli("directory", "add", "office", *self._pairs(settings))

    def set(self, **settings) -> None:
        self.run_cli("directory", "set", "office", *self._pairs(settings))

    @staticmethod
    def _pairs(settings: dict) -> list[str]:
        return [f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in settings.items()]

    def set_password(self, password: str) -> None:
        self.run_cli("directory", "password", "office", input=password + "\n")

    def rights(self) -> str:
        """The commands that give the service account its rights."""
        return self.run_cli("directory", "rights", "office").stdout

    def findings(self, *arguments, **options) -> dict[str, dict]:
        """What `rekey directory test` says, by what it is about."""
        return {each["what"]: each for each in self.json_of("directory", "test", "office", *arguments, **options)["findings"]}

    def sync(self, *arguments, **options) -> dict:
        return self.json_of("sync", "run", "office", *arguments, **options)

    def person(self, user: str) -> dict:
        return self.json_of("user", "show", user)

    def numbers(self, user: str) -> list[str]:
        return [each["address"] for each in self.person(user)["methods"] if each["kind"] == "sms"]
