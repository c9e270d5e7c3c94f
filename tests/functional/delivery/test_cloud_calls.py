"""Calls by a cloud provider: a stand-in that takes them as Twilio publishes it, and the test, which then calls back as Twilio does, signed."""
import base64
import hashlib
import hmac
import json
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from delivery.test_receipts import Rows
from harness import GOOD, Http
from harness.gateway import Gateway, http
from harness.signin import SignInCase

MOBILE, TOKEN = "+31612345678", "an auth token+&"
TAKEN = http("201 Created", '{"sid": "CA0123", "status": "queued"}', "Content-Type: application/json")


def another(number: int) -> str:
    """Of those that a page may show."""
    return str((number - 19) % 70 + 20)


class CloudCalls(Rows, SignInCase):
    CHANNEL = "voice"

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        token = Path(folder.name) / "token"
        token.write_text(TOKEN + "\n")
        cls.first, cls.second = Gateway(TAKEN), Gateway(TAKEN)
        cls.addClassCleanup(cls.first.stop)
        cls.addClassCleanup(cls.second.stop)
        # A trunk whose rekey voice does not run stands before them.
        config = f'[voice]\nsocket = "{folder.name}/nobody.sock"\n[[voice.provider]]\nname = "trunk"\nhost = "127.0.0.1"\ncaller = "+31201234567"\n'
        for name, gateway in (("first", cls.first), ("second", cls.second)):
            keys = {"name": name, "kind": "twilio", "url": f"http://127.0.0.1:{gateway.port}/2010-04-01/Accounts/{{user}}/Calls.json", "user": "AC0123",
                    "password_file": str(token), "caller": "+15005550006", "ring_seconds": 25, "timeout_seconds": 3}
            config += "[[voice.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
        cls.options = {"workers": 1, "receipts": True, "config": config}
        super().setUpClass()

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")
        self.rekey.set(voice_proof="code", display_name="A & B <Dial>", stranger_answers="explain")
        self.first.requests.clear()
        self.second.requests.clear()

    def called(self, name: str, step: str = "enter_code"):
        """A page that waits for the person's phone, and what the first provider was asked."""
        person = self.rekey.add_person(f"{name}@contoso.example", mail=None, mobile=MOBILE)
        browser = self.started(person)
        self.expect(browser.choose("voice_mobile", MOBILE), step)
        self.wait_for(state="sent", provider="first")
        return browser, self.first.requests[-1]

    def back(self, url: str, fields: dict, secret: str = TOKEN, **headers):
        """A call of the provider: from anywhere, without Origin."""
        fields = {"AccountSid": "AC0123", "CallSid": "CA0123", "To": MOBILE, "From": "+15005550006", "Direction": "outbound-api", "ApiVersion": "2010-04-01", **fields}
        text = url + "".join(name + value for name, value in sorted(fields.items()))
        signature = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return Http(parts.port, f"http://{parts.netloc}").request(
            "POST", target, urlencode(fields).encode(),
            {"Origin": None, "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature, **headers})

    def receipt(self, asked, status: str) -> int:
        return self.back(asked.fields["StatusCallback"], {"CallStatus": status, "CallDuration": "12", "SequenceNumber": "0"}).status

    def press(self, document: bytes | str, keys: str):
        """What is said once keys are pressed where this document awaits them."""
        action = ElementTree.fromstring(document).find("Gather").get("action")
        answer = self.expect(self.back(action, {"CallStatus": "in-progress", "Digits": keys}), 200)
        self.assertTrue(answer.header("Content-Type").startswith("application/xml"))
        return answer.body.decode()

    @staticmethod
    def said(document: str) -> str:
        return " ".join(said.text for said in ElementTree.fromstring(document).iter("Say"))

    def test_a_code_that_is_heard(self):
        browser, asked = self.called("anna")
        self.assertEqual((asked.method, asked.path), ("POST", "/2010-04-01/Accounts/AC0123/Calls.json"))
        self.assertEqual(asked.headers["Authorization"], "Basic " + base64.b64encode(f"AC0123:{TOKEN}".encode()).decode())
        self.assertEqual({name: asked.fields[name] for name in ("To", "From", "Timeout", "TimeLimit", "StatusCallbackEvent")},
                         {"To": MOBILE, "From": "+15005550006", "Timeout": "25", "TimeLimit": "120", "StatusCallbackEvent": "completed"})
        self.assertIn("A & B <Dial>", self.said(asked.fields["Twiml"]))
        self.assertNotIn("<Dial", asked.fields["Twiml"])
        self.assertEqual((self.row()["reference"], self.row()["erased"]), ("CA0123", 0))
        for status in ("queued", "ringing", "in-progress"):
            self.assertEqual(self.receipt(asked, status), 204)
        self.assertEqual(self.row()["fate"], None)
        again = self.press(asked.fields["Twiml"], "1")
        self.assertEqual(again, asked.fields["Twiml"], "1 says it again")
        self.assertEqual(self.receipt(asked, "completed"), 204)
        row = self.row()
        self.assertEqual((row["state"], row["fate"], row["erased"]), ("sent", "delivered", 1))
        self.assertEqual(self.press(again, "1").count("<Say"), 0, "it is over: nothing more is said")
        for status in ("completed", "busy", "failed"):
            self.assertEqual(self.receipt(asked, status), 204, "a replay is harmless")
        self.assertEqual(self.row(), row)
        self.assertEqual(browser.view().json["step"]["message"], "delivered")
        self.assertEqual(len(self.second.requests), 0)

    def test_who_is_busy_or_does_not_answer_is_not_called_by_the_next(self):
        for status, fate in (("busy", "busy"), ("no-answer", "no_answer")):
            with self.subTest(status):
                browser, asked = self.called(status)
                self.assertEqual(self.receipt(asked, status), 204)
                self.assertEqual((self.row()["state"], self.row()["fate"]), ("failed", fate))
                self.assertEqual(browser.view().json["step"]["message"], fate)
                self.assertEqual(self.receipt(asked, status), 204)
        self.assertEqual(len(self.second.requests), 0)

    def test_a_call_that_fails_goes_by_the_next(self):
        _, asked = self.called("clara")
        self.assertEqual(self.receipt(asked, "failed"), 204)
        row = self.wait_for(state="sent", provider="second")
        self.assertEqual((row["refused_by"], row["erased"]), ("first", 0))
        self.assertEqual(self.receipt(self.second.requests[-1], "completed"), 204)
        self.assertEqual(self.row()["fate"], "delivered")

    def test_the_number_of_the_page_goes_on(self):
        self.rekey.set(voice_proof="number")
        browser, asked = self.called("dora", "confirm_call")
        number = browser.step["number"]
        self.assertNotIn(str(number), self.said(asked.fields["Twiml"]))
        wrong = self.press(asked.fields["Twiml"], another(number))
        self.assertFalse(browser.view().json["step"]["confirmed"])
        thanks = self.press(self.press(wrong, "1"), str(number))
        self.assertNotIn("Gather", thanks)
        self.assertIn("Go on at your screen", self.said(thanks))
        self.assertEqual(self.press(wrong, str(number)), thanks, "a replay is harmless")
        self.assertTrue(browser.view().json["step"]["confirmed"])
        self.assertEqual(self.receipt(asked, "completed"), 204)
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "set_password")
        self.expect(browser.set_password(GOOD), "completed")

    def test_three_wrong_numbers_end_the_call(self):
        self.rekey.set(voice_proof="number")
        browser, asked = self.called("emma", "confirm_call")
        document = asked.fields["Twiml"]
        for _ in range(3):
            document = self.press(document, another(browser.step["number"]))
        self.assertNotIn("Gather", document)
        self.assertFalse(browser.view().json["step"]["confirmed"])

    def test_nine_refuses(self):
        self.rekey.set(voice_proof="number")
        browser, asked = self.called("frida", "confirm_call")
        for _ in range(2):
            self.assertIn("Nothing is changed", self.said(self.press(asked.fields["Twiml"], "9")))
        self.assertIn("Thank you", self.said(self.press(asked.fields["Twiml"], str(browser.step["number"]))))
        self.assertFalse(browser.view().json["step"]["confirmed"])
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "code_mismatch")
        denied = self.rekey.database.one("SELECT count(*) FROM audit WHERE kind = 'call_denied'")
        self.assertEqual(denied, 1)

    def test_what_is_not_signed_changes_nothing(self):
        self.rekey.set(voice_proof="number")
        browser, asked = self.called("gerda", "confirm_call")
        keys, status = ElementTree.fromstring(asked.fields["Twiml"]).find("Gather").get("action"), asked.fields["StatusCallback"]
        right = {"Digits": str(browser.step["number"])}
        self.assertEqual(self.back(keys, right, **{"X-Twilio-Signature": "AAAA"}).status, 403)
        self.assertEqual(self.back(keys, right, "another token").status, 403)
        self.assertEqual(self.back(status, {"CallStatus": "busy"}, "another token").status, 403)
        self.assertEqual(self.back(keys.replace("/first/", "/second/"), right).status, 403, "given to another")
        self.assertEqual(self.back(keys.replace("/first/", "/trunk/"), right).status, 404, "a trunk never calls")
        self.assertEqual(self.back(keys.replace("/keys", "x/keys"), right).status, 403, "an address we did not give")
        self.assertFalse(browser.view().json["step"]["confirmed"])
        self.assertEqual(self.row()["fate"], None)
        self.assertNotIn(keys.rsplit("/", 2)[1], self.rekey.logs())
        self.assertNotIn(TOKEN, self.rekey.logs())

    def test_an_operator_tries_it(self):
        told = json.loads(self.rekey.cli("--json", "delivery", "test", "--to", MOBILE, "--call", "--provider", "first").stdout)
        self.assertTrue(told["accepted"], told)
        asked = self.first.requests[-1]
        self.assertNotIn("StatusCallback", asked.fields)
        self.assertNotIn("Gather", asked.fields["Twiml"])
        self.assertNotIn(TOKEN, json.dumps(told))
        checked = self.rekey.cli("check", check=False).stdout
        self.assertIn("voice first", checked)
        self.assertIn("connects; whether it makes calls", checked)


if __name__ == "__main__":
    unittest.main()
