"""E-mail by several servers, without --dev: the next takes what one does not, and access tokens instead of a password."""
import json
import socket
import tempfile
import unittest
from pathlib import Path

from harness import GOOD, free_port, wait_until
from harness.gateway import Gateway, http
from harness.instance import code_in
from harness.mailbox import Mailbox, provider
from harness.signin import SignInCase


class MailCase(SignInCase):
    mail: tuple[str, ...] | None = ()

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.options = {"workers": 2, "mail": cls.mail, "config": cls.providers()}
        super().setUpClass()

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def asks_for_a_code(self, name: str):
        person = self.rekey.add_person(f"{name}@contoso.example")
        browser = self.started(person)
        self.expect(browser.choose(), "enter_code")
        return person, browser

    def resets_by_mail(self, name: str, mailbox: Mailbox):
        person, browser = self.asks_for_a_code(name)
        self.expect(browser.answer(code_in(mailbox.wait_for(person.mail)["text"])), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(person, GOOD))

    def metric(self, name: str, provider_name: str) -> float:
        lines = self.rekey.operator("/metrics").body.decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name + "{") and f'provider="{provider_name}"' in line)

    def tried(self, to: str, *more: str) -> dict:
        return json.loads(self.rekey.cli("--json", "delivery", "test", "--to", to, *more, check=False).stdout)


class TheFirstIsDown(MailCase):
    @classmethod
    def providers(cls) -> str:
        return provider("gone", free_port())

    def test_the_next_brings_the_code(self):
        self.resets_by_mail("anna", self.rekey.mailbox)
        self.assertGreater(self.metric("rekey_provider_answers_total", "gone"), 0)

    def test_one_in_trouble_is_passed_over_after_a_while(self):
        for number in range(4):
            self.resets_by_mail(f"passed{number}", self.rekey.mailbox)
        self.assertEqual(self.metric("rekey_provider_healthy", "gone"), 0)

    def test_an_operator_sees_every_step(self):
        test = self.tried("operator@contoso.example")
        self.assertTrue(test["accepted"], test)
        self.assertEqual([(step["provider"], step["verdict"]) for step in test["steps"]], [("gone", "trouble"), ("relay", "accepted")])
        self.assertIn("nothing to do", self.rekey.mailbox.wait_for("operator@contoso.example")["text"])
        refused = self.tried("refuse@contoso.example", "--provider", "relay")
        self.assertFalse(refused["accepted"])
        self.assertEqual(refused["steps"][0]["verdict"], "refused")
        self.assertIn("no such mailbox here", refused["steps"][0]["answer"])
        self.assertNotIn(self.rekey.mailbox.password, json.dumps(refused))

    def test_a_wrong_address_or_provider_is_told(self):
        for arguments in (("--to", "nobody@"), ("--to", "a@b.example", "--provider", "other")):
            self.assertNotEqual(self.rekey.cli("delivery", "test", *arguments, check=False).returncode, 0)


class AllAreDown(MailCase):
    """There is one server, and nobody listens there."""
    mail = None

    @classmethod
    def providers(cls) -> str:
        return ""

    def slow(self, user: str) -> tuple[bool, bool]:
        """Whether e-mail is said to be slow when it can be chosen, and when it was."""
        browser = self.rekey.browser()
        started = browser.start(user)
        chosen = browser.choose()
        return started.step["methods"][0].get("slow", False), chosen.step["method"].get("slow", False)

    def test_everybody_is_told_that_mail_is_slow_known_or_not(self):
        person = self.rekey.add_person("gina@contoso.example")
        self.assertEqual(self.slow(person.user), (False, False))
        wait_until(lambda: self.metric("rekey_provider_healthy", "relay") == 0, "three tries have failed", 30)
        for user in (person.user, "nobody@contoso.example", "gone@contoso.example"):
            self.assertEqual(self.slow(user), (True, True), user)


class TheFirstHangs(MailCase):
    @classmethod
    def providers(cls) -> str:
        cls.silent = socket.create_server(("127.0.0.1", 0))  # connects, and never says a word
        cls.addClassCleanup(cls.silent.close)
        return provider("hangs", cls.silent.getsockname()[1], timeout_seconds=1)

    def test_the_next_brings_the_code(self):
        self.resets_by_mail("berta", self.rekey.mailbox)


class TheFirstDoesNotTakeIt(MailCase):
    @classmethod
    def providers(cls) -> str:
        cls.first = Mailbox(cls.folder / "first", "--tls", "none", "--no-auth")
        cls.addClassCleanup(cls.first.stop)
        return provider("first", cls.first.port)

    def test_the_next_is_asked(self):
        for way, event in (("refuse", "refused"), ("defer", "deferred"), ("drop", "dropped")):
            with self.subTest(way):
                person, _ = self.asks_for_a_code(way)
                for mailbox in (self.first, self.rekey.mailbox):
                    wait_until(lambda mailbox=mailbox: [each for each in mailbox.events(event) if each["to"] == [person.mail]], f"both were asked to {way}")

    def test_mail_that_one_person_cannot_get_is_no_trouble_of_the_server(self):
        for number in range(6):
            person, _ = self.asks_for_a_code(f"defer{number}")
            wait_until(lambda: [each for each in self.first.events("deferred") if each["to"] == [person.mail]], "the first was asked")
        self.assertEqual(self.metric("rekey_provider_healthy", "first"), 1)
        self.resets_by_mail("carla", self.first)


class Tokens(MailCase):
    """XOAUTH2: the mail server takes the token in its file `token`, the issuer gives what the test says."""
    mail = None

    @classmethod
    def providers(cls) -> str:
        cls.issuer = Gateway()
        cls.addClassCleanup(cls.issuer.stop)
        cls.server = Mailbox(cls.folder / "server", "--xoauth2", "--user", "reset@contoso.example")
        cls.addClassCleanup(cls.server.stop)
        (cls.folder / "secret").write_text("the client's s3cret&\n")
        return provider("tokens", cls.server.port, host="localhost", tls="starttls", ca_file=cls.server.ca_file, user="reset@contoso.example",
                        token_url=f"http://127.0.0.1:{cls.issuer.port}/token", client_id="rekey", scope="https://mail.example/.default",
                        client_secret_file=str(cls.folder / "secret"))

    def grants(self, token: str, taken: bool = True):
        self.issuer.answer = http("200 OK", json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": 3600}))
        if taken:
            (self.server.folder / "token").write_text(token)

    def test_mail_goes_out_with_a_token_that_is_asked_for_once(self):
        self.grants("token-1")
        before = len(self.issuer.requests)
        self.resets_by_mail("dora", self.server)
        self.resets_by_mail("emil", self.server)
        self.assertLessEqual(len(self.issuer.requests), before + 1)
        fields = self.issuer.requests[-1].fields
        self.assertEqual(fields, {"grant_type": "client_credentials", "client_id": "rekey", "client_secret": "the client's s3cret&",
                                  "scope": "https://mail.example/.default"})
        self.assertEqual({event["mechanism"] for event in self.server.events("authenticated")}, {"XOAUTH2"})

    def test_a_token_that_is_not_taken_is_replaced(self):
        self.grants("token-2", taken=False)
        (self.server.folder / "token").write_text("token-3")
        self.rekey.restart(self.rekey.nodes[0])
        person, browser = self.asks_for_a_code("fred")
        wait_until(lambda: self.server.events("refused"), "the mail server does not take the token")
        self.grants("token-3")
        self.expect(browser.answer(code_in(self.server.wait_for(person.mail, timeout=30)["text"])), "set_password")

    def test_an_issuer_that_refuses_is_told_without_the_secret(self):
        self.issuer.answer = http("401 Unauthorized", '{"error": "invalid_client", "error_description": "s3cret& is wrong"}')
        test = self.tried("operator@contoso.example")
        self.assertFalse(test["accepted"])
        self.assertEqual(test["steps"][0]["reason"], "no access token for the mail server: status 401, invalid_client")
        self.assertNotIn("s3cret", json.dumps(test))


if __name__ == "__main__":
    unittest.main()
