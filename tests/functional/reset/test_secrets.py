"""No secret is left where it can be found (item 14): log, database, its write-ahead log, metrics, a core of the running process."""
import os
import unicodedata
from pathlib import Path

from harness import ResetCase, wait_until
from harness.memory import forms_of, memory_of

PASSWORDS = ["a slow green bicycle", "zu\u0308rich nur mit dem rad", "an entirely different kettle"]


class Secrets(ResetCase):
    options = {"workers": 1, "mail": ()}

    @classmethod
    def setUpClass(cls):
        """Three whole resets, one with everything going wrong first."""
        super().setUpClass()
        cls.secrets: dict[str, list[str]] = {"code": [], "handle": [], "captcha": [], "password": ["an old brown kettle", *PASSWORDS], "address": []}
        for number, password in enumerate(PASSWORDS):
            person = cls.rekey.add_person(f"anna{number}@contoso.example", mail=f"anna.private.{number}@letters.example", display_name="Anna Unmistakable")
            cls.secrets["address"] += [person.mail, "Unmistakable"]
            browser = cls.rekey.browser()
            captcha = browser.captcha()
            cls.secrets["captcha"].append(captcha["answer"])
            browser.start(person.user, captcha)
            cls.remember(browser)
            browser.choose()
            code = cls.rekey.mailed_code(person.mail)
            cls.secrets["code"].append(code)
            browser.answer("00000000")
            browser.answer(code)
            cls.remember(browser)
            browser.check(password)
            browser.set_password(f"anna{number} contoso")
            cls.secrets["password"].append(f"anna{number} contoso")
            done = browser.set_password(password)
            assert done.status == 200, done.body
            cls.remember(browser)
            cls.rekey.mailbox.wait_for(person.mail, 2)
        wait_until(lambda: cls.rekey.database.one("SELECT count(*) FROM outbox WHERE finished_at IS NULL") == 0, "everything is sent")

    @classmethod
    def remember(cls, browser):
        cls.secrets["handle"].append(browser.handle)

    def assert_nowhere(self, data: bytes, where: str, *kinds: str):
        for kind in kinds or self.secrets:
            for secret in self.secrets[kind]:
                composed = unicodedata.normalize("NFC", secret)
                found = [form for each in {secret, composed} for form in forms_of(each) if form in data]
                self.assertEqual(found, [], f"{kind} in {where}")

    def test_not_in_the_log(self):
        log = self.rekey.logs().encode()
        self.assertIn(b"listening", log)
        self.assert_nowhere(log, "the log")

    def test_not_in_the_database(self):
        """Files as they are on disk: what was deleted or overwritten counts too."""
        files = sorted(self.rekey.folder.glob("rekey.db*"))
        self.assertGreater(sum(file.stat().st_size for file in files), 20_000)
        for file in files:
            self.assert_nowhere(file.read_bytes(), file.name)

    def test_not_in_the_metrics(self):
        metrics = self.rekey.operator("/metrics").body
        self.assertIn(b"rekey_", metrics)
        self.assert_nowhere(metrics, "the metrics")

    def test_a_sent_message_leaves_no_body_behind(self):
        """Items 42 and 51: the outbox row of a sent message has neither address nor text."""
        rows = self.rekey.database.rows("SELECT destination_sealed, body_sealed, state FROM outbox")
        self.assertGreaterEqual(len(rows), 6)
        for row in rows:
            self.assertEqual((row["destination_sealed"], row["body_sealed"]), (None, None), row["state"])

    def test_not_in_the_memory(self):
        """What a core would hold after the resets: no password, no code, no handle. (Addresses are in the store's page cache.)"""
        memory = memory_of(self, self.rekey.nodes[0].pid)
        self.assertGreater(len(memory), 1 << 20)
        self.assert_nowhere(memory, "memory", "password", "code", "handle")

    def test_no_core_is_written_and_nobody_else_may_look(self):
        limits = Path(f"/proc/{self.rekey.nodes[0].pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"])

    def test_not_in_any_url(self):
        """Handle, code and password travel in headers and bodies: no route takes them from the path or the query."""
        browser = self.waiting(self.rekey.add_person("dora@contoso.example"))
        for path in (f"/api/v1/reset/attempt?attempt={browser.handle}", f"/api/v1/reset/attempt/{browser.handle}",
                     f"/api/v1/reset/attempt?Rekey-Attempt={browser.handle}"):
            self.assertIn(browser.request("GET", path).status, (400, 404, 410), path)

    def test_the_key_file_is_its_owners(self):
        self.assertEqual(os.stat(self.rekey.keys_file).st_mode & 0o777, 0o600)

    def test_the_configuration_holds_no_secret(self):
        self.assert_nowhere(self.rekey.config.read_bytes(), "the configuration")
        self.assertNotIn(self.rekey.mail["password"].encode(), self.rekey.config.read_bytes())
        self.assertNotIn(self.rekey.mail["password"], self.rekey.logs())
