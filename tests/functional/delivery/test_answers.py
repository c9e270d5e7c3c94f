"""Answers of a gateway that are malformed, huge, slow, redirected, or lie. Nothing crashes, nothing is sent twice by the same provider, nothing
leaves to where a redirect points, the next provider takes the message, and the operator sees why."""
import json
import tempfile
import time
import unittest
from pathlib import Path

from harness import GOOD, wait_until
from harness.gateway import Gateway, http
from harness.signin import SignInCase
from support.smtp_sink import make_certificates

MOBILE, SECRET = "+31612345678", "a s3cret+&"
TAKEN = http("201 Created", '{"sid": "SM0123", "status": "queued", "error_code": null}', "Content-Type: application/json")


def drip(connection):
    """A byte now and then, for longer than anybody waits."""
    for byte in TAKEN * 40:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def flood(connection):
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(400):
        connection.sendall(b" " * 65536)


def endless_head(connection):
    connection.sendall(b"HTTP/1.1 201 Created\r\n")
    for number in range(100_000):
        connection.sendall(f"X-{number}: {'x' * 200}\r\n".encode())


class AnswerCase(SignInCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.secret = Path(cls.folder.name) / "secret"
        cls.secret.write_text(SECRET + "\n")
        cls.first, cls.second = Gateway(), Gateway(TAKEN)
        cls.addClassCleanup(cls.first.stop)
        cls.addClassCleanup(cls.second.stop)
        cls.options = {"workers": 1, "config": cls.provider("first", cls.first) + cls.provider("second", cls.second)}
        super().setUpClass()

    @classmethod
    def provider(cls, name: str, gateway: Gateway) -> str:
        """Spoken to as Twilio is."""
        keys = {"name": name, "preset": "twilio", "url": f"http://127.0.0.1:{gateway.port}/2010-04-01/Accounts/{{user}}/Messages.json", "user": "AC0123",
                "secret_file": str(cls.secret), "sender": "+15005550006", "timeout_seconds": 2}
        return "[[sms.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())

    def setUp(self):
        self.first.requests.clear()
        self.second.requests.clear()

    def send_test(self, *more) -> dict:
        return json.loads(self.rekey.cli("--json", "delivery", "test", "--to", MOBILE, *more, check=False).stdout)


class Answers(AnswerCase):
    def expect(self, answer, verdict: str, reason: str):
        self.first.answer = answer
        self.first.requests.clear()
        self.second.requests.clear()
        told = self.send_test()
        self.assertEqual([(step["provider"], step["verdict"]) for step in told["steps"]], [("first", verdict), ("second", "accepted")], told)
        self.assertIn(reason, told["steps"][0]["reason"])
        self.assertEqual((len(self.first.requests), len(self.second.requests)), (1, 1))
        return told["steps"][0]

    def test_what_is_no_agreed_answer(self):
        html = http("200 OK", "<html>Welcome to the hotel</html>")
        for answer, verdict, reason in ((html, "unsure", "not agreed"), (http("201 Created", "<html>"), "unsure", "sid is missing"),
                                        (http("201 Created", '{"sid": 7.5}'), "unsure", "sid is missing"),
                                        (http("201 Created", b"\xff\xfe\x00" * 50), "unsure", "sid is missing"), (b"", "unsure", "no data"),
                                        (b"SSH-2.0-OpenSSH_9.2\r\n", "unsure", "protocol"), (b"HTTP/1.1 abc\r\n\r\n", "unsure", ""),
                                        (b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{", "unsure", "status 201"),
                                        (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "unsure", "status 201"),
                                        (b"HTTP/1.1 100 Continue\r\n\r\n" * 10, "unsure", "")):
            with self.subTest(answer[:60]):
                step = self.expect(answer, verdict, reason)
                self.assertNotIn("\n", step["answer"])

    def test_one_that_refuses(self):
        for status, verdict in (("400 Bad Request", "refused"), ("401 Unauthorized", "trouble"), ("429 Too Many Requests", "trouble"),
                                ("500 Internal Server Error", "unsure"), ("503 Service Unavailable", "trouble")):
            with self.subTest(status):
                self.expect(http(status, '{"code": 21211, "message": "The number is not valid"}'), verdict, f"status {status[:3]}, code 21211")

    def test_one_that_is_too_large(self):
        self.expect(flood, "unsure", "too large")
        self.expect(endless_head, "unsure", "too large")

    def test_one_that_is_too_slow(self):
        self.expect(drip, "unsure", "Timeout")
        self.expect(lambda connection: time.sleep(4), "unsure", "Timeout")

    def test_a_redirect_is_not_followed(self):
        elsewhere = Gateway(TAKEN)
        self.addCleanup(elsewhere.stop)
        for status in ("301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"):
            with self.subTest(status):
                self.expect(http(status, "", f"Location: http://127.0.0.1:{elsewhere.port}/"), "trouble", "redirects are not followed")
        self.assertEqual(elsewhere.requests, [])

    def test_the_environment_names_no_proxy(self):
        proxy = Gateway(TAKEN)
        self.addCleanup(proxy.stop)
        self.first.answer = TAKEN
        with_proxy = {**self.rekey.environment, "http_proxy": f"http://127.0.0.1:{proxy.port}", "all_proxy": f"http://127.0.0.1:{proxy.port}"}
        before, self.rekey.environment = self.rekey.environment, with_proxy
        self.addCleanup(setattr, self.rekey, "environment", before)
        self.assertTrue(self.send_test()["accepted"])
        self.assertEqual((len(proxy.requests), len(self.first.requests)), (0, 1))

    def test_what_is_asked_is_what_twilio_publishes_and_secrets_are_not_shown(self):
        self.first.answer = http("400 Bad Request", json.dumps({"message": f"wrong: {SECRET} QUMwMTIzOmEgczNjcmV0KyY="}))
        told = self.send_test("--provider", "first")
        (asked,) = self.first.requests
        self.assertEqual((asked.method, asked.path), ("POST", "/2010-04-01/Accounts/AC0123/Messages.json"))
        self.assertEqual(asked.headers["Authorization"], "Basic QUMwMTIzOmEgczNjcmV0KyY=")
        self.assertEqual(asked.fields, {"To": MOBILE, "From": "+15005550006", "Body": told["text"]})
        for secret in (SECRET, "QUMwMTIz"):
            self.assertNotIn(secret, json.dumps(told))
        self.assertIn("HIDDEN", told["steps"][0]["answer"])


class Messages(AnswerCase):
    """The same through the outbox: a person who waits for a code."""

    def test_one_that_may_have_the_message_is_not_asked_again_while_another_is_left(self):
        self.first.answer = lambda connection: time.sleep(4)  # takes the request, says nothing
        self.second.answer = http("503 Service Unavailable")
        person = self.rekey.add_person("anna@contoso.example", mail=None, mobile=MOBILE)
        browser = self.started(person)
        self.expect(browser.choose("sms", MOBILE), "enter_code")
        def waits():
            return self.rekey.database.rows("SELECT may_have_it FROM outbox WHERE channel = 'sms' AND may_have_it IS NOT NULL")
        self.assertEqual(wait_until(waits, "the first try ends")[0]["may_have_it"], "first")
        asked_before = len(self.first.requests)
        self.second.answer = TAKEN
        wait_until(lambda: len(self.second.requests) > 1, "the second is asked again")
        code = self.second.requests[-1].fields["Body"][-6:]
        self.expect(browser.answer(code), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertEqual((asked_before, len(self.first.requests)), (1, 1))
        logs = self.rekey.logs()
        self.assertIn("provider_failed", logs)
        for secret in (SECRET, "QUMwMTIz", code, MOBILE, MOBILE[1:]):
            self.assertNotIn(secret, logs)


class Certificates(SignInCase):
    """A gateway with a certificate of a throw-away authority."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        path = Path(folder.name)
        cls.gateway = Gateway(http("200 OK"), make_certificates(path))
        cls.addClassCleanup(cls.gateway.stop)
        known, unknown = f'ca_file = "{path / "ca.pem"}"', f'ca_file = "{path / "other-ca.pem"}"'
        cls.options = {"serve": False, "config": cls.provider("known", "localhost", known) + cls.provider("other-authority", "localhost", unknown)
                       + cls.provider("system", "localhost", "") + cls.provider("other-name", "x.localhost", known)}
        super().setUpClass()

    @classmethod
    def provider(cls, name: str, host: str, ca: str) -> str:
        return f'[[sms.provider]]\nname = "{name}"\npreset = "custom"\nurl = "https://{host}:{cls.gateway.port}/"\n' \
               f'form = ["to={{to}}", "text={{text}}"]\ntimeout_seconds = 5\n{ca}\n'

    def test_a_message_goes_only_to_who_can_prove_the_name(self):
        verdicts = {}
        for name in ("known", "other-authority", "system", "other-name"):
            told = json.loads(self.rekey.cli("--json", "delivery", "test", "--to", MOBILE, "--provider", name, check=False).stdout)
            verdicts[name] = told["steps"][0]["verdict"]
        self.assertEqual(verdicts, {"known": "accepted", "other-authority": "trouble", "system": "trouble", "other-name": "trouble"})
        self.assertEqual(len(self.gateway.requests), 1)

    def test_check_looks_at_the_certificate_too(self):
        probes = {probe["name"]: probe["good"] for probe in json.loads(self.rekey.cli("--json", "check", check=False).stdout)["probes"]}
        self.assertEqual([probes[f"sms {name}"] for name in ("known", "other-authority", "system")], [True, False, False])


if __name__ == "__main__":
    unittest.main()
