"""What becomes of a text message: receipts of a real Kannel between its SMS centre and us, and calls as Twilio, Vonage and MessageBird publish them."""
import base64
import hashlib
import hmac
import json
import re
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from delivery.test_kannel import KannelCase
from harness import TENANT, Http, together, wait_until
from harness.gateway import Gateway, http
from harness.kannel import Kannel
from harness.signin import SignInCase

ARRIVES, LATER_ARRIVES, NEVER_ARRIVES, NEVER_TOLD = "+31612345601", "+31612345698", "+31612345697", "+31612345696"


class Rows:
    """What the outbox says; codes only."""
    CHANNEL = "sms"

    def row(self) -> dict:
        rows = self.rekey.database.rows("SELECT hex(id) AS id, state, fate, provider, reference, refused_by, error, body_sealed IS NULL AS erased FROM outbox"
                                        " WHERE channel = ? AND is_code = 1 ORDER BY created_at DESC LIMIT 1", self.CHANNEL)
        return rows[0]

    def wait_for(self, **wanted) -> dict:
        return wait_until(lambda: (row := self.row()) and all(row[key] == value for key, value in wanted.items()) and row, f"the message is {wanted}", 20)

    def send_code(self, name: str, number: str):
        person = self.rekey.add_person(f"{name}@contoso.example", mail=None, mobile=number)
        browser = self.started(person)
        self.expect(browser.choose("sms", number), "enter_code")
        return browser

    def metric(self, name: str) -> int:
        found = re.search(rf"^{re.escape(name)} (\d+)", self.rekey.operator("/metrics").body.decode(), re.MULTILINE)
        return int(found[1]) if found else 0


class ThroughKannel(Rows, KannelCase):
    @classmethod
    def setUpClass(cls):
        cls.kannel = Kannel()
        cls.addClassCleanup(cls.kannel.stop)
        cls.options = {"workers": 1, "receipts": True, "config": cls.providers()}
        super(KannelCase, cls).setUpClass()

    @classmethod
    def providers(cls):
        return cls.kannel.provider("first", receipts="callback") + cls.kannel.provider("second", receipts="callback")

    def test_one_that_arrives(self):
        browser = self.send_code("anna", ARRIVES)
        row = self.wait_for(fate="delivered")
        self.assertEqual((row["state"], row["provider"], row["refused_by"], row["erased"]), ("sent", "first", None, 1))
        self.assertEqual(len(self.kannel.messages(ARRIVES)), 1)
        self.expect(browser.answer(self.code_on_the_phone(ARRIVES)), "set_password")
        self.assertGreaterEqual(self.metric('rekey_receipts_total{outcome="delivered",provider="first"}'), 1)

    def test_one_that_the_first_does_not_deliver_goes_by_the_second_once(self):
        browser = self.send_code("berta", LATER_ARRIVES)
        row = self.wait_for(fate="delivered")
        self.assertEqual((row["state"], row["provider"], row["refused_by"], row["erased"]), ("sent", "second", "first", 1))
        self.assertEqual(len(self.kannel.messages(LATER_ARRIVES)), 2)
        self.expect(browser.answer(self.code_on_the_phone(LATER_ARRIVES, 2)), "set_password")

    def test_one_that_nobody_delivers_is_told_to_the_operator(self):
        self.send_code("clara", NEVER_ARRIVES)
        row = self.wait_for(state="failed")
        self.assertEqual((row["fate"], row["refused_by"]), ("undelivered", "first second"))
        self.assertEqual(len(self.kannel.messages(NEVER_ARRIVES)), 2)
        failed = json.loads(self.rekey.cli("--json", "delivery", "failed", tenant=TENANT).stdout)
        self.assertIn("told in a receipt that it does not arrive", failed[0]["reason"])
        told = json.loads(self.rekey.cli("--json", "delivery", "show", failed[0]["id"], tenant=TENANT).stdout)
        self.assertEqual((told["state"], told["fate"]), ("failed", "undelivered"))
        self.assertIn("message_not_delivered", self.rekey.logs())
        self.assertNotIn(NEVER_ARRIVES[1:], self.rekey.logs())
        self.rekey.cli("delivery", "retry", failed[0]["id"], tenant=TENANT)
        wait_until(lambda: len(self.kannel.messages(NEVER_ARRIVES)) == 4, "both are asked again")

    def test_one_whose_receipt_never_comes_is_kept_until_its_code_expires(self):
        self.send_code("dora", NEVER_TOLD)
        row = self.wait_for(state="sent")
        self.assertEqual((row["fate"], row["erased"], row["provider"]), (None, 0, "first"))
        before = self.metric("rekey_receipts_missing_total")
        self.rekey.database.change("UPDATE outbox SET expires_at = 1, created_at = 0 WHERE body_sealed IS NOT NULL AND state = 'sent'")
        wait_until(lambda: self.metric("rekey_receipts_missing_total") == before + 1, "it is erased", 30)
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM outbox WHERE body_sealed IS NOT NULL AND state = 'sent'"), 0)


class StandIn(Rows, SignInCase):
    """A gateway of ours that answers as the preset's owner publishes it; the test then calls as that owner would."""
    SECRET, SIGNING = "a s3cret+&", "what signs receipts"
    PRESET, PATH, ANSWER, MORE = "", "", b"", {}

    @classmethod
    def setUpClass(cls):
        if not cls.PRESET:
            raise unittest.SkipTest("what the others share")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        secret, signing = Path(folder.name) / "secret", Path(folder.name) / "signing"
        secret.write_text(cls.SECRET + "\n")
        signing.write_text(cls.SIGNING + "\n")
        cls.gateway, cls.second = Gateway(cls.ANSWER), Gateway(cls.ANSWER)
        cls.addClassCleanup(cls.gateway.stop)
        cls.addClassCleanup(cls.second.stop)
        files = {"secret_file": str(secret), **({} if cls.PRESET == "twilio" else {"receipt_secret_file": str(signing)})}
        config = ""
        for name, gateway in (("first", cls.gateway), ("second", cls.second)):
            keys = {"name": name, "preset": cls.PRESET, "url": f"http://127.0.0.1:{gateway.port}{cls.PATH}", "user": "AC0123", "sender": "+15005550006",
                    "receipts": "callback", "timeout_seconds": 3, **files, **{key: value.format(port=gateway.port) for key, value in cls.MORE.items()}}
            config += "[[sms.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
        cls.options = {"workers": 1, "receipts": True, "config": config}
        super().setUpClass()

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")
        self.gateway.requests.clear()
        self.second.requests.clear()

    def sent(self, name: str, number: str = "+31612345678"):
        """A code that the first has taken, and where its receipt is awaited."""
        self.send_code(name, number)
        self.wait_for(state="sent", provider="first")
        return self.url_in(self.gateway.requests[-1])

    def url_in(self, asked) -> str:
        return next(value for name, value in asked.fields.items() if "/api/v1/receipts/" in value)

    def call(self, method: str, url: str, body: bytes | None = None, **headers) -> int:
        """From anywhere: no Origin."""
        parts = urlsplit(url)
        browser = Http(parts.port, f"http://{parts.netloc}")
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return browser.request(method, target, body, {"Origin": None, "Content-Type": None, **headers}).status

    def expect_nothing_changed(self):
        row = self.row()
        self.assertEqual((row["state"], row["fate"], row["erased"], row["refused_by"]), ("sent", None, 0, None))


class AsTwilio(StandIn):
    PRESET, PATH = "twilio", "/2010-04-01/Accounts/{user}/Messages.json"
    ANSWER = http("201 Created", '{"sid": "SM0123", "status": "queued", "error_code": null}', "Content-Type: application/json")

    def receipt(self, url: str, status: str, secret: str | None = None, sid: str = "SM0123", **more) -> int:
        fields = {"AccountSid": "AC0123", "MessageSid": sid, "MessageStatus": status, "SmsStatus": status, "To": "+31612345678", "ApiVersion": "2010-04-01", **more}
        text = url + "".join(name + value for name, value in sorted(fields.items()))
        signature = base64.b64encode(hmac.new((secret or self.SECRET).encode(), text.encode(), hashlib.sha1).digest()).decode()
        return self.call("POST", url, urlencode(fields).encode(), **{"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature})

    def test_signed_ones_are_believed_once(self):
        url = self.sent("anna")
        self.assertEqual(self.row()["reference"], "SM0123")
        for status in ("queued", "sending", "sent"):
            self.assertEqual(self.receipt(url, status), 204)
        self.expect_nothing_changed()
        self.assertEqual(self.receipt(url, "delivered"), 204)
        row = self.row()
        self.assertEqual((row["state"], row["fate"], row["erased"]), ("sent", "delivered", 1))
        for status in ("delivered", "undelivered"):
            self.assertEqual(self.receipt(url, status), 204, "a replay is harmless")
        self.assertEqual(self.row(), row)
        self.assertEqual(len(self.second.requests), 0)

    def test_forged_ones_change_nothing(self):
        url = self.sent("berta", "+31612345671")
        other = self.sent("clara", "+31612345672")
        before = self.metric('rekey_receipts_total{outcome="unsigned",provider="first"}')
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        token = url.rsplit("/", 1)[1]
        flipped = url[:-1] + ("A" if url[-1] != "A" else "Q")
        self.assertEqual(self.call("POST", url, b"MessageSid=SM0123&MessageStatus=undelivered", **form), 403)
        self.assertEqual(self.call("POST", url, b"MessageSid=SM0123&MessageStatus=undelivered", **form, **{"X-Twilio-Signature": "AAAA"}), 403)
        self.assertEqual(self.receipt(url, "undelivered", "another secret"), 403)
        self.assertEqual(self.receipt(flipped, "undelivered"), 403, "an address we did not give")
        self.assertEqual(self.receipt(url.replace("/first/", "/second/"), "undelivered"), 403, "given to another")
        self.assertEqual(self.receipt(url.replace("/first/", "/third/"), "undelivered"), 404)
        self.assertEqual(self.call("GET", url + "?MessageStatus=undelivered"), 403)
        self.assertEqual(self.call("HEAD", url + "?MessageStatus=undelivered"), 405)
        self.assertEqual(self.call("POST", url, b"a=1&a=2", **form), 400)
        self.assertEqual(self.call("POST", url, b"x" * 20_000, **form), 413)
        self.assertEqual(self.receipt(other, "undelivered", sid="SM9999"), 204, "about another sending")
        self.expect_nothing_changed()
        self.assertGreaterEqual(self.metric('rekey_receipts_total{outcome="unsigned",provider="first"}') - before, 4)
        logs = self.rekey.logs()
        self.assertIn("receipt_refused", logs)
        self.assertNotIn(token, logs)

    def test_a_refusal_at_many_connections_at_once_is_sent_on_once(self):
        url = self.sent("dora", "+31612345673")
        self.assertEqual(set(together(lambda _: self.receipt(url, "failed", ErrorCode="30003"), range(8))), {204})
        row = self.wait_for(state="sent", provider="second")
        self.assertEqual((row["refused_by"], row["erased"]), ("first", 0))
        self.assertEqual(len(self.second.requests), 1)
        self.assertEqual(self.receipt(url, "delivered"), 204)
        self.assertEqual(self.row(), row, "the first one's word counts no more")
        self.assertEqual(self.receipt(self.url_in(self.second.requests[0]), "delivered"), 204)
        self.assertEqual(self.row()["fate"], "delivered")

    def test_what_is_signed_and_says_nothing_is_malformed(self):
        url = self.sent("emma", "+31612345674")
        signature = base64.b64encode(hmac.new(self.SECRET.encode(), (url + "MessageSidSM0123").encode(), hashlib.sha1).digest()).decode()
        self.assertEqual(self.call("POST", url, b"MessageSid=SM0123", **{"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}), 400)
        self.expect_nothing_changed()


class AsVonage(StandIn):
    PRESET, PATH = "vonage", "/sms/json"
    ANSWER = http("200 OK", '{"message-count": "1", "messages": [{"status": "0", "message-id": "0B01", "to": "31612345678"}]}', "Content-Type: application/json")

    def test_signed_ones_are_believed(self):
        url = self.sent("anna")
        fields = {"msisdn": "31612345678", "messageId": "0B01", "status": "rejected", "err-code": "6", "client-ref": "a&b=c", "timestamp": str(int(time.time())), "nonce": "n"}
        text = "".join(f"&{name}={re.sub('[&=]', '_', value)}" for name, value in sorted(fields.items()))
        good = hmac.new(self.SIGNING.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
        self.assertEqual(self.call("GET", f"{url}?{urlencode(fields)}"), 403)
        self.assertEqual(self.call("GET", f"{url}?{urlencode({**fields, 'status': 'delivered', 'sig': good})}"), 403)
        self.expect_nothing_changed()
        self.assertEqual(self.call("GET", f"{url}?{urlencode({**fields, 'sig': good})}"), 204)
        self.assertEqual(self.wait_for(state="sent", provider="second")["refused_by"], "first")


class AsMessageBird(StandIn):
    PRESET, PATH = "messagebird", "/messages"
    ANSWER = http("201 Created", '{"id": "e8077d80", "recipients": {"totalCount": 1}}', "Content-Type: application/json")

    def url_in(self, asked) -> str:
        return json.loads(asked.body)["reportUrl"]

    def token(self, url: str, **claims) -> str:
        def part(value) -> str:
            return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode().rstrip("=")
        now = int(time.time())
        claims = {"iss": "MessageBird", "nbf": now, "exp": now + 60, "jti": "1", "url_hash": hashlib.sha256(url.encode()).hexdigest(), **claims}
        text = part({"alg": "HS256", "typ": "JWT"}) + "." + part(claims)
        return text + "." + part(hmac.new(self.SIGNING.encode(), text.encode(), hashlib.sha256).digest())

    def test_signed_ones_are_believed(self):
        url = self.sent("anna") + "?" + urlencode({"id": "e8077d80", "reference": "r", "recipient": "31612345678", "status": "delivered", "statusDatetime": "2026-11-26T12:00:00+00:00"})
        self.assertEqual(self.call("GET", url), 403)
        self.assertEqual(self.call("GET", url, **{"MessageBird-Signature-JWT": self.token(url + "x")}), 403)
        self.assertEqual(self.call("GET", url, **{"MessageBird-Signature-JWT": self.token(url, exp=1)}), 403)
        self.expect_nothing_changed()
        self.assertEqual(self.call("GET", url, **{"MessageBird-Signature-JWT": self.token(url)}), 204)
        self.assertEqual(self.row()["fate"], "delivered")


class Asked(StandIn):
    """Twilio, where nobody from outside may call."""
    PRESET, PATH, ANSWER = "twilio", "/Messages.json", AsTwilio.ANSWER
    MORE = {"receipts": "poll", "poll_url": "http://127.0.0.1:{port}/Messages/{{reference}}.json"}

    def test_the_provider_is_asked_until_it_knows(self):
        states = iter(["queued", "undelivered"])

        def answer(connection):
            asked = self.gateway.requests[-1]
            state = next(states) if asked.method == "GET" else "queued"
            connection.sendall(http("200 OK" if asked.method == "GET" else "201 Created", json.dumps({"sid": "SM0123", "status": state, "error_code": 30005}),
                                    "Content-Type: application/json"))
        self.gateway.answer = answer
        self.send_code("anna", "+31612345678")
        row = self.wait_for(state="sent", provider="second")
        self.assertEqual(row["refused_by"], "first")
        asked = [request for request in self.gateway.requests if request.method == "GET"]
        self.assertEqual([request.path for request in asked], ["/Messages/SM0123.json"] * 2)
        self.assertTrue(asked[0].headers["Authorization"].startswith("Basic "))


if __name__ == "__main__":
    unittest.main()
