"""Calls without --dev: `rekey voice` calls a real phone, what it hears opens the account, and trunks of all kinds misbehave."""
import json
import re
import socket
import time
import unittest

from harness import GOOD, together, wait_until
from harness.hearing import spelled, times, understood
from harness.signin import SignInCase
from harness.telephony import ASKS_FOR_A_PASSWORD, NEVER_TAKEN, TAKES_NO_PASSWORD, Network, Phone, Voice, refuses, trunk

MOBILE = "+31612345678"
DIGITS = MOBILE[1:]


class VoiceCase(SignInCase):
    """A network with a phone, `rekey voice` in it, and a server that asks it for calls."""
    calls_at_once = 4

    @classmethod
    def setUpClass(cls):
        cls.network = Network()
        cls.addClassCleanup(cls.network.stop)
        cls.phone = Phone(cls.network, [DIGITS, *(str(int(DIGITS) + more) for more in range(1, 4))])
        cls.voice = Voice(cls.network, cls.trunks(), cls.calls_at_once)
        cls.options = {"workers": 2, "config": cls.voice.config}
        super().setUpClass()

    @classmethod
    def trunks(cls) -> str:
        return trunk("pbx")

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def called(self, name: str, number: str = MOBILE):
        """A browser of somebody who is being called, and the number of calls the phone had before."""
        person = self.rekey.add_person(f"{name}@contoso.example", mail=None, mobile=number)
        browser, before = self.started(person), self.phone.calls()
        self.expect(browser.choose("voice_mobile", number), "enter_code")
        return person, browser, before

    def row(self) -> dict:
        return self.rekey.database.rows("SELECT state, error, fate, tries FROM outbox WHERE channel = 'voice' ORDER BY created_at DESC, id DESC LIMIT 1")[0]

    def ended(self) -> dict:
        wait_until(lambda: self.row()["state"] in ("sent", "failed"), "the call is over", 60)
        return self.row()

    def ask(self, *more: str) -> socket.socket:
        """A call that nobody's message is behind."""
        to = socket.socket(socket.AF_UNIX)
        to.connect(str(self.voice.socket))
        lines = ["ask: call", "trunk: pbx", "id: m", f"to: {MOBILE}", "language: en", f"text: {'Hello there. ' * 9}", "ring: 20", *more]
        to.sendall(("\n".join(lines) + "\n\n").encode())
        return to

    def rest(self, of: socket.socket) -> str:
        text = b""
        while part := of.recv(4096):
            text += part
        of.close()
        return text.decode()

    def try_call(self, *more) -> dict:
        done = self.rekey.cli("--json", "delivery", "test", "--to", MOBILE, "--call", *more, check=False)
        return json.loads(done.stdout)


class Walks(VoiceCase):
    def test_a_reset_by_a_call_whose_code_is_heard(self):
        person, browser, before = self.called("anna")
        self.phone.wait_for_call(before + 1)
        code = self.rekey.code_for(MOBILE)
        self.expect(browser.answer(code), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(person, GOOD))
        heard = self.phone.heard(before)
        self.assertEqual(times(heard, spelled(code)), 2, "the code is said twice")
        self.assertEqual(understood(heard, len(code)), code, "who only listens can write it down")
        row = self.ended()
        self.assertEqual((row["state"], row["fate"]), ("sent", "delivered"))

    def test_one_says_it_again(self):
        _, _, before = self.called("berta")
        self.phone.wait_for_call(before + 1)
        code = self.rekey.code_for(MOBILE)
        self.phone.listen(before, 12)
        self.phone.press("1")
        # The second time of the first round is whole or not, by the machine's speed; without the key there would be two.
        self.assertIn(times(self.phone.heard(before), spelled(code)), (3, 4))

    def test_nine_denies(self):
        _, _, before = self.called("clara")
        self.phone.wait_for_call(before + 1)
        self.phone.press("9")
        heard = self.phone.heard(before)
        self.assertEqual(times(heard, "Thank you. Nothing is changed. Your administrator can tell you more. Goodbye."), 1)
        wait_until(lambda: re.search(r'"how":"played","keyed":"denied"', self.voice.logs()), "it is known")

    def test_the_number_and_the_square_confirm(self):
        before = self.phone.calls()
        call = self.ask("number: 42", "deniable: yes", "wrong: That was wrong.", "confirmed: Well done.", "denied: Too bad.")
        self.phone.wait_for_call(before + 1)
        typed = self.phone.calls("send DTMF digit: '#'")
        self.phone.press("41#")
        wait_until(lambda: self.phone.calls("send DTMF digit: '#'") > typed, "it is typed")
        time.sleep(3)  # what was wrong is said
        self.phone.press("42#")
        outcome = self.rest(call)
        self.assertIn("how: played\nkeyed: confirmed\n", outcome)
        heard = self.phone.heard(before)
        self.assertEqual((times(heard, "That was wrong."), times(heard, "Well done."), times(heard, "Too bad.")), (1, 1, 0), outcome)

    def test_a_reset_by_the_number_of_the_page(self):
        self.rekey.set(voice_proof="number")
        self.addCleanup(lambda: self.rekey.set(voice_proof="code"))
        person = self.rekey.add_person("gerd@contoso.example", mail=None, mobile=MOBILE)
        browser, before = self.started(person), self.phone.calls()
        number = str(self.expect(browser.choose("voice_mobile", MOBILE), "confirm_call").json["step"]["number"])
        self.phone.wait_for_call(before + 1)
        self.phone.press(number + "#")
        wait_until(lambda: browser.view().json["step"]["confirmed"], "the page knows", 30)
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(person, GOOD))
        self.assertEqual(times(self.phone.heard(before), "Thank you. Go on at your screen. Goodbye."), 1)

    def test_who_hangs_up_at_once_was_not_told(self):
        _, _, before = self.called("dora")
        self.phone.wait_for_call(before + 1)
        self.phone.hang_up()
        row = self.ended()
        self.assertEqual((row["state"], row["fate"], row["tries"]), ("failed", "undelivered", 1))
        self.assertIn("hung_up", row["error"])

    def test_the_operator_tests_the_way(self):
        told = self.try_call()
        (step,) = told["steps"]
        self.assertEqual((told["accepted"], step["provider"], step["verdict"]), (True, "pbx", "accepted"), told)
        for part in ("180 Ringing", "200 OK: answered, PCMU, keys as events", "says"):
            self.assertIn(part, step["answer"])

    def test_check_asks_the_trunk(self):
        probes = json.loads(self.rekey.cli("--json", "check", check=False).stdout)["probes"]
        probe = next(probe for probe in probes if probe["name"] == "voice pbx")
        self.assertTrue(probe["good"], probe)

    def test_neither_number_nor_code_is_in_a_log(self):
        _, _, before = self.called("edda")
        code = self.rekey.code_for(MOBILE)
        self.phone.heard(before)
        self.ended()
        for logs in (self.rekey.logs(), self.voice.logs()):
            for secret in (DIGITS, DIGITS[2:], spelled(code), f'"{code}"'):
                self.assertNotIn(secret, logs)

    def test_calls_are_offered(self):
        person = self.rekey.add_person("frida@contoso.example", mobile=MOBILE, office="+31201234567")
        kinds = {method["kind"] for method in self.started(person).step["methods"]}
        self.assertLessEqual({"voice_mobile", "voice_office"}, kinds)


class NotTaken(VoiceCase):
    """The first trunk says what the person's phone does; the second would reach it too."""

    @classmethod
    def trunks(cls):
        return trunk("first", 6001, "127.0.0.1", ring_seconds=5) + trunk("second")

    def call_by(self, scenario: str, name: str):
        part = self.network.sipp(f"trunk-{name}", scenario, 6001)
        self.addCleanup(part.kill)
        before = self.phone.calls()
        self.called(name)
        row = self.ended()
        self.assertEqual(self.phone.calls(), before, "nobody else rings the same phone")
        self.assertEqual((row["state"], row["tries"]), ("failed", 1), row)
        return row

    def test_busy_is_the_end(self):
        self.assertEqual(self.call_by(refuses("486 Busy Here"), "busy")["fate"], "busy")

    def test_declined_is_the_end(self):
        self.assertEqual(self.call_by(refuses("603 Decline"), "declined")["fate"], "busy")

    def test_no_answer_is_the_end(self):
        row = self.call_by(NEVER_TAKEN, "silent")
        self.assertEqual(row["fate"], "no_answer")
        self.assertIn("CANCEL", self.network.messages("trunk-silent"), "it does not ring on")


class SecondTrunk(VoiceCase):
    """What the first trunk may do, so that the second makes the call."""

    @classmethod
    def trunks(cls):
        (cls.network.folder / "password").write_text("open sesame\n")
        account = {"user": "contoso", "password_file": str(cls.network.folder / "password")}
        return trunk("first", 6001, "127.0.0.1", **account) + trunk("second")

    def steps(self, scenario: str | None, name: str) -> list[dict]:
        if scenario:
            part = self.network.sipp(f"trunk-{name}", scenario, 6001)
            self.addCleanup(part.kill)
        return self.try_call()["steps"]

    def expect_second(self, steps: list[dict], why: str):
        self.assertEqual([(step["provider"], step["verdict"]) for step in steps], [("first", "trouble"), ("second", "accepted")], steps)
        self.assertIn(why, steps[0]["reason"])

    def test_nobody_is_there(self):
        self.expect_second(self.steps(None, "down"), "trouble")

    def test_out_of_order(self):
        self.expect_second(self.steps(refuses("503 Service Unavailable"), "order"), "503 Service Unavailable")

    def test_a_redirect_is_not_followed(self):
        elsewhere = self.network.sipp("elsewhere", refuses("486 Busy Here"), 6009)
        self.addCleanup(elsewhere.kill)
        moved = refuses("302 Moved Temporarily").replace("Contact: <sip:[local_ip]:[local_port]>", "Contact: <sip:1234@127.0.0.1:6009>")
        self.expect_second(self.steps(moved, "moved"), "302 Moved Temporarily: redirects are not followed")
        self.assertNotIn("INVITE", self.network.messages("elsewhere"))

    def test_the_password_is_known_when_asked_for(self):
        steps = self.steps(ASKS_FOR_A_PASSWORD, "account")
        self.assertEqual([(step["provider"], step["reason"]) for step in steps], [("first", "busy: 486 Busy Here")], steps)
        self.assertIn("username=\"contoso\"", self.network.messages("trunk-account"))

    def test_a_password_that_is_refused(self):
        self.expect_second(self.steps(TAKES_NO_PASSWORD, "refused"), "the account is refused")

    def test_garbage(self):
        code = """
import os, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 6001)); print("up", flush=True)
while True:
    asked, who = s.recvfrom(65535)
    head = asked.split(b"\\r\\n\\r\\n")[0].split(b"\\r\\n")[1:]
    kept = b"\\r\\n".join(line for line in head if line.split(b":")[0] in (b"Via", b"From", b"To", b"Call-ID", b"CSeq"))
    for size in (0, 1, 3, 20, 1400, 60000): s.sendto(os.urandom(size), who)
    for first in (b"SIP/2.0 200 OK", b"SIP/2.0 99999 \\xff", b"SIP/2.0 302 X", b"SIP/2.0", b"INVITE sip:x SIP/2.0", b"BYE sip:x SIP/2.0"):
        for body in (b"", b"v=0\\r\\nm=audio 99999 RTP/AVP 300\\r\\n", os.urandom(900)):
            s.sendto(first + b"\\r\\n" + kept + b"\\r\\nContent-Type: application/sdp\\r\\nContent-Length: 4294967295\\r\\n\\r\\n" + body, who)
"""
        (self.network.folder / "garbage.py").write_text(code)
        part = self.network.start("garbage", "/usr/bin/python3", "-u", "garbage.py")
        self.addCleanup(part.kill)
        wait_until(lambda: self.network.listens(6001), "it listens")
        steps = self.steps(None, "garbage")
        self.assertEqual(steps[-1]["verdict"], "accepted", steps)
        self.assertTrue(self.voice.process.runs())


class Tls(VoiceCase):
    """The first trunk's certificate is for another name, the second's is right."""

    @classmethod
    def trunks(cls):
        make = ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={0} -addext subjectAltName=IP:{0} -keyout {1}.key -out {1}.crt && "
                "cat {1}.key {1}.crt > {1}.pem")
        for address, name in (("127.0.0.9", "wrong"), ("127.0.0.4", "right")):
            done = cls.network.start("openssl", "sh", "-c", make.format(address, name))
            wait_until(lambda: not done.runs(), "a certificate")
        folder = cls.network.folder
        Phone(cls.network, [DIGITS], "127.0.0.3", "tls", str(folder / "wrong.pem"))
        cls.phone = Phone(cls.network, [DIGITS], "127.0.0.4", "tls", str(folder / "right.pem"))
        return (trunk("first", 5061, "127.0.0.3", transport="tls", ca_file=str(folder / "wrong.crt")) +
                trunk("second", 5061, "127.0.0.4", transport="tls", ca_file=str(folder / "right.crt")))

    def test_only_the_trunk_with_the_right_certificate_is_spoken_to(self):
        steps = self.try_call()["steps"]
        self.assertEqual([(step["provider"], step["verdict"]) for step in steps], [("first", "trouble"), ("second", "accepted")], steps)


class Lines(VoiceCase):
    calls_at_once = 2

    def test_more_calls_than_lines_wait_and_all_are_made(self):
        together(lambda at: self.called(f"many{at}", f"+{int(DIGITS) + at}"), range(4))
        wait_until(lambda: len(self.rekey.database.rows("SELECT id FROM outbox WHERE channel = 'voice' AND state = 'sent'")) == 4, "all are made", 120)
        self.assertNotIn("all lines are busy", self.voice.logs() + self.rekey.logs())

    def test_who_asks_beyond_the_lines_is_told(self):
        before = self.phone.calls()
        connections = [self.ask() for _ in range(2)]
        wait_until(lambda: self.phone.calls() >= before + 2, "two calls", 20)
        third = self.ask()
        self.assertIn("why: all lines are busy", self.rest(third))
        for each in connections:
            each.close()  # nobody waits: they are hung up

    def test_garbage_on_the_socket(self):
        for text in (b"", b"\n", b"\xff" * 40000, b"ask: call\n\n", b"ask: call\nto: 1\n\n", b"GET / HTTP/1.1\r\n\r\n", b"ask: probe\ntrunk: none\n\n"):
            with socket.socket(socket.AF_UNIX) as to:
                to.connect(str(self.voice.socket))
                try:
                    to.sendall(text)
                    to.shutdown(socket.SHUT_WR)
                except OSError:
                    continue
        self.assertTrue(self.voice.process.runs())
        self.assertEqual(self.voice.socket.stat().st_mode & 0o777, 0o600)


class Gone(VoiceCase):
    def test_a_call_that_is_cut_off_by_a_kill_is_made_again(self):
        _, _, before = self.called("anna")
        self.phone.wait_for_call(before + 1)
        self.voice.process.kill()
        wait_until(lambda: self.row()["error"], "the try is noted", 20)
        self.assertIn("unsure", self.rekey.logs())
        self.voice.start()
        self.phone.wait_for_call(before + 2)
        self.assertEqual(self.ended()["state"], "sent")

    def test_a_call_under_way_is_ended_politely(self):
        _, _, before = self.called("berta")
        self.phone.wait_for_call(before + 1)
        self.assertEqual(self.voice.terminate(), 0)
        self.assertFalse(self.voice.socket.exists())
        self.voice.start()
        self.assertEqual(self.ended()["state"], "sent")


if __name__ == "__main__":
    unittest.main()
