"""Text messages without --dev, through a real Kannel to an SMS centre: what a person reads on the phone opens the account."""
import json
import re
import unittest

from harness import GOOD, ORIGIN, TENANT, free_port, wait_until
from harness.kannel import PASSWORD, Kannel
from harness.signin import SignInCase

MOBILE, OTHER, REFUSED_BY_THE_CENTRE = "+31612345678", "+31687654321", "+31612345699"


class KannelCase(SignInCase):
    """A gateway and a server that sends through it; `providers` makes the configuration."""

    @classmethod
    def setUpClass(cls):
        cls.kannel = Kannel()
        cls.addClassCleanup(cls.kannel.stop)
        cls.options = {"workers": 2, "config": cls.providers()}
        super().setUpClass()

    @classmethod
    def providers(cls) -> str:
        return cls.kannel.provider()

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def code_on_the_phone(self, number: str, count: int = 1) -> str:
        text = self.kannel.wait_for(number, count)["text"]
        host = ORIGIN.removeprefix("https://")
        found = re.search(rf"\n@{re.escape(host)} #(\d{{6}})$", text)
        self.assertTrue(found, text)
        return found[1]

    def reset_by_text(self, name: str, number: str):
        person = self.rekey.add_person(f"{name}@contoso.example", mail=None, mobile=number)
        before = len(self.kannel.messages(number))
        browser = self.started(person)
        self.expect(browser.choose("sms", number), "enter_code")
        self.expect(browser.answer(self.code_on_the_phone(number, before + 1)), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(person, GOOD))

    def metrics(self) -> str:
        return self.rekey.operator("/metrics").body.decode()


class Walks(KannelCase):
    def test_a_reset_by_text_message(self):
        self.reset_by_text("anna", MOBILE)
        sent = self.kannel.messages(MOBILE)[0]
        self.assertEqual((sent["from"], sent["coding"]), ("Contoso", 0))
        codes = [message for message in self.kannel.messages(MOBILE) if "#" in message["text"]]
        self.assertEqual(len(codes), 1, "the notice of the new password is another message")
        self.assertRegex(self.metrics(), r'rekey_messages_total\{[^}]*provider="kannel"[^}]*\} [1-9]')

    def test_a_registration_by_text_message(self):
        person = self.member("berta")
        browser = self.signed_in(person)
        begun = browser.ask("POST", "/account/methods", {"item": "mobile", "value": OTHER})
        self.assertEqual(begun.status, 200, begun.body)
        code = self.code_on_the_phone(OTHER)
        proven = browser.ask("POST", "/account/enrollment/prove", {"enrollment": begun.json["enrollment"], "code": code})
        self.assertEqual(proven.status, 200, proven.body)
        self.assertIn("mobile", [method["item"] for method in proven.json["methods"]])

    def test_calls_are_not_offered(self):
        person = self.rekey.add_person("clara@contoso.example", mobile=MOBILE, office="+31201234567")
        kinds = {method["kind"] for method in self.started(person).step["methods"]}
        self.assertIn("sms", kinds)
        self.assertFalse({kind for kind in kinds if kind.startswith("voice")}, kinds)

    def test_neither_the_secret_nor_the_number_nor_the_text_is_in_the_log(self):
        self.reset_by_text("dora", "+31612340001")
        logs = self.rekey.logs()
        for secret in (PASSWORD, "kannel%20%26", "31612340001", "sendsms"):
            self.assertNotIn(secret, logs)

    def test_the_operator_tests_the_way_and_sees_no_secret(self):
        done = self.rekey.cli("--json", "delivery", "test", "--to", "+31 6 12 34 00 02")
        told = json.loads(done.stdout)
        (step,) = told["steps"]
        self.assertEqual((told["accepted"], told["segments"], told["alphabet"]), (True, 1, "GSM-7"))
        self.assertEqual((step["provider"], step["verdict"], step["answer"]), ("kannel", "accepted", "0: Accepted for delivery"))
        self.assertIn("to=%2B31612340002", step["request"])
        self.assertIn("password=HIDDEN", step["request"])
        self.assertEqual(self.kannel.wait_for("+31612340002")["text"], told["text"])

    def test_check_connects_to_it(self):
        probes = json.loads(self.rekey.cli("--json", "check", check=False).stdout)["probes"]
        self.assertTrue(next(probe for probe in probes if probe["name"] == "sms kannel")["good"], probes)


class SecondProvider(KannelCase):
    """The first gateway's port is one nobody listens on."""

    @classmethod
    def providers(cls):
        return cls.kannel.provider("first", url=f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms") + cls.kannel.provider("second")

    def test_with_the_first_down_it_arrives_by_the_second(self):
        self.reset_by_text("anna", MOBILE)
        wait_until(lambda: re.search(r'rekey_messages_total\{[^}]*provider="second"[^}]*\} [1-9]', self.metrics()), "the second sent it")
        self.assertIn('"event":"provider_failed"', self.rekey.logs().replace(" ", ""))

    def test_the_operator_sees_both(self):
        told = json.loads(self.rekey.cli("--json", "delivery", "test", "--to", OTHER).stdout)
        self.assertEqual([(step["provider"], step["verdict"]) for step in told["steps"]], [("first", "trouble"), ("second", "accepted")])
        only = self.rekey.cli("--json", "delivery", "test", "--to", OTHER, "--provider", "first", check=False)
        self.assertEqual((only.returncode, json.loads(only.stdout)["accepted"]), (1, False))
        self.assertEqual(self.rekey.cli("delivery", "test", "--to", OTHER, "--provider", "third", check=False).returncode, 1)
        self.assertEqual(self.rekey.cli("delivery", "test", "--to", "12", check=False).returncode, 1)

    def test_check_tells_which_one_is_down(self):
        probes = {probe["name"]: probe["good"] for probe in json.loads(self.rekey.cli("--json", "check", check=False).stdout)["probes"]}
        self.assertEqual((probes["sms first"], probes["sms second"]), (False, True))


class WrongPassword(KannelCase):
    """The first is up, and refuses the account: Kannel's 403."""

    @classmethod
    def providers(cls):
        wrong = cls.kannel.folder / "wrong"
        wrong.write_text("not the password\n")
        return cls.kannel.provider("first", secret_file=str(wrong)) + cls.kannel.provider("second")

    def test_with_the_first_refusing_it_arrives_by_the_second(self):
        self.reset_by_text("anna", MOBILE)
        self.assertIn("status 403", self.rekey.logs())


class Down(KannelCase):
    """The only gateway goes down and comes back."""

    def test_the_message_waits_until_the_gateway_is_there_again(self):
        person = self.rekey.add_person("anna@contoso.example", mail=None, mobile=MOBILE)
        self.kannel.go_down()
        browser = self.started(person)
        self.expect(browser.choose("sms", MOBILE), "enter_code")
        def rows():
            return self.rekey.database.rows("SELECT error FROM outbox WHERE channel = 'sms' AND error IS NOT NULL")
        wait_until(rows, "the try is noted")
        self.assertRegex(rows()[0]["error"], "^kannel: Couldn't connect")
        self.kannel.start()
        self.expect(browser.answer(self.code_on_the_phone(MOBILE)), "set_password")


if __name__ == "__main__":
    unittest.main()
