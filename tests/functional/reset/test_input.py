"""What comes from outside and is not what it should be (items 12, 14, 15, 22, 23, 24, 28, 30, 31, 32, 34, 35)."""
import json
import re

from harness import ATTEMPT, ORIGIN, ResetCase, raw

ATTEMPTS = "/api/v1/reset/attempts"
# Characters that could end a header, a line of the log, or a tag.
NASTY = ["\r\nBcc: eve@evil.example", "\nX: y", "%0d%0aBcc:eve@evil.example", "=?utf-8?q?=0ABcc:_eve?=", "<script>alert(1)</script>", "{{7*7}}", "${7*7}",
         "%s%n", "' OR 1=1 --", "\u2028", "\u202e", "\x1b[31m", "\x00", "a@b,c@d", "\"><img src=x>"]


class Requests(ResetCase):
    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")
        self.browser = self.rekey.browser()

    def rows(self) -> list:
        return [self.rekey.database.one(f"SELECT count(*) FROM {table}") for table in ("attempt", "challenge", "outbox", "audit")]

    def start_with(self, body, **headers):
        return self.browser.request("POST", ATTEMPTS, body, headers)

    def test_a_value_of_another_type_is_refused_and_nothing_is_sent(self):
        """Item 23."""
        captcha = self.browser.captcha()
        before = self.rows()
        for user in (None, 1, 1.5, True, [], ["a@contoso.example"], {"$ne": ""}, {"user": "a"}, "", "a" * 321, ["a@contoso.example", "eve@evil.example"]):
            self.expect(self.start_with({"user": user, "captcha": captcha}), 400)
        for body in ([], "x", 1, None, {}, {"user": "a@b"}, {"user": "a@b", "captcha": captcha, "mail": "eve@evil.example"},
                     {"user": "a@b", "captcha": {**captcha, "extra": 1}}, {"user": "a@b", "captcha": captcha, "language": ["en", "nl"]}):
            self.expect(self.start_with(json.dumps(body).encode()), 400)
        self.assertEqual(self.rows(), before)

    def test_a_key_that_comes_twice_is_refused(self):
        """Item 23: two recipients in one request."""
        captcha = json.dumps(self.browser.captcha())
        for body in (f'{{"user":"a@b","user":"eve@evil.example","captcha":{captcha}}}', f'{{"user":"a@b","captcha":{captcha},"captcha":{captcha}}}'):
            self.expect(self.start_with(body.encode()), 400)

    def test_what_is_not_json_is_refused(self):
        """Item 23."""
        for body in (b"", b"{", b"user=a&user=b", b'{"user":"a"} trailing', b"\xff\xfe", b'{"user":"\xc3\x28"}', b'{"user":"\\ud800"}', b"[" * 3000,
                     b'{"a":' * 2000, b'{"user":NaN}', b'\xef\xbb\xbf{}', b"//x\n{}", b'{"user":1e999}'):
            answer = self.start_with(body)
            self.assertEqual(answer.status, 400, body[:40])
            self.assertRegex(answer.code, r"^[a-z_]+$")

    def test_a_body_that_is_too_large_is_refused(self):
        """Items 23 and 49."""
        answer = raw(self.rekey.nodes[0].port, f"POST {ATTEMPTS} HTTP/1.1\r\nHost: {ORIGIN[8:]}\r\nOrigin: {ORIGIN}\r\nContent-Type: application/json\r\n"
                     f"Content-Length: 1048576\r\nConnection: close\r\n\r\n".encode() + b"x" * 200_000)
        self.assertIn(b" 413 ", answer.split(b"\r\n")[0])

    def test_a_malformed_handle_or_challenge_is_refused(self):
        """Items 23 and 26: never an error of ours."""
        self.browser.start("nobody@contoso.example")
        good = self.browser.handle
        for handle in ("", "x", good + "A", good[:-1] + "=", good[:-1] + "\xe9", "' OR 1=1 --", "A" * 5000, None):
            self.browser.handle = handle
            self.assertIn(self.browser.view().status, (400, 410, 431), handle)
        self.browser.handle = good
        self.browser.choose()
        for challenge in ("", "x", "' OR '1'='1", "0" * 64, self.browser.step["challenge"].upper() + "0", "\u0000", "a" * 65):
            self.assertIn(self.browser.post("answer", {"challenge": challenge, "code": "12345678"}).status, (400, 409), challenge)
        for code in ("", "x" * 65, "１２３４５６７８", "1234567", "123456789", "-1", "1e7", "\u0000", None, 12345678):
            self.assertIn(self.browser.post("answer", {"challenge": self.browser.step["challenge"], "code": code}).status, (400, 422), code)

    def test_sql_in_any_field_is_text(self):
        """Item 26."""
        before = [row["name"] for row in self.rekey.database.rows("SELECT name FROM tenant ORDER BY name")]
        for text in ("'; DROP TABLE tenant; --", "\" OR \"\"=\"", "\\'; SELECT 1", "$1", "?1", "%s", "1)); --"):
            self.expect(self.browser.start(f"{text}@contoso.example"), "choose_method")
            self.browser.post("method", {"method": text})
            self.browser.get(f"/api/v1/captchas/{'%27%3B--'}/picture")
        self.assertEqual([row["name"] for row in self.rekey.database.rows("SELECT name FROM tenant ORDER BY name")], before)

    def test_a_get_changes_nothing(self):
        """Item 15: scanners and pre-fetchers leave a code as it was."""
        person = self.rekey.add_person("anna@contoso.example")
        browser = self.waiting(person)
        code = self.rekey.code_for(person.mail)
        before = self.rekey.database.rows("SELECT * FROM challenge WHERE ended_at IS NULL ORDER BY id")
        for _ in range(20):
            for path in ("", "/answer", "/password", "/cancel", "/resend"):
                for method in ("GET", "HEAD"):
                    browser.request(method, ATTEMPT + path, headers={"Rekey-Attempt": browser.handle, "Sec-Purpose": "prefetch"})
        self.assertEqual(self.rekey.database.rows("SELECT * FROM challenge WHERE ended_at IS NULL ORDER BY id"), before)
        self.expect(browser.answer(code), "set_password")

    def test_a_request_from_another_site_is_refused(self):
        """Item 31: another origin, none, a form, plain text, a hint of the browser."""
        captcha = self.browser.captcha()
        body = {"user": "nobody@contoso.example", "captcha": captcha}
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": None}, {"Origin": ORIGIN + ".evil.example"},
                        {"Origin": ORIGIN.replace("https", "http")}, {"Origin": ORIGIN + ":8443"}, {"Sec-Fetch-Site": "cross-site"},
                        {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://reset.fabrikam.example"}):
            self.expect(self.start_with(body, **headers), 403)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "", None):
            self.expect(self.start_with(json.dumps(body).encode(), **{"Content-Type": kind}), 415)
        self.expect(self.start_with(body), "choose_method")

    def test_every_answer_carries_the_security_headers(self):
        """Items 30, 32 and 35: pages, data and errors alike."""
        self.browser.start("nobody@contoso.example")
        answers = {path: self.browser.get(path) for path in ("/reset", "/api/v1/portal", "/api/v1/nothing", "/nothing", "/../x", "/favicon.ico")}
        answers["attempt"] = self.browser.view()
        answers["404 by POST"] = self.browser.request("POST", "/reset", {})
        answers["421"] = self.browser.request("GET", "/reset", headers={"Host": "evil.example"})
        answers["400"] = self.start_with(b"{")
        for name, answer in answers.items():
            with self.subTest(name):
                policy = answer.header("Content-Security-Policy")
                self.assertIn("default-src 'none'", policy)
                self.assertIn("frame-ancestors 'none'", policy)
                self.assertNotIn("unsafe", policy)
                self.assertEqual(answer.header("X-Frame-Options"), "DENY")
                self.assertEqual(answer.header("X-Content-Type-Options"), "nosniff")
                self.assertEqual(answer.header("Referrer-Policy"), "no-referrer")
                self.assertEqual(answer.header("Cross-Origin-Opener-Policy"), "same-origin")
                self.assertEqual(answer.header("Cache-Control"), "no-store")
                self.assertIsNone(answer.header("ETag"))
                self.assertIsNone(answer.header("Server"))
                self.assertIsNone(answer.header("Set-Cookie"))

    def test_the_host_of_a_request_leads_nowhere(self):
        """Item 12: unknown hosts are turned away; forwarded ones are ignored."""
        for host in ("evil.example", "reset.contoso.example.evil.example", "reset.contoso.example:1", "reset.contoso.example@evil.example", "127.0.0.1", "",
                     "RESET.contoso.example/", "reset.contoso.example, evil.example"):
            self.assertIn(self.browser.request("GET", "/api/v1/portal", headers={"Host": host}).status, (400, 421), host)
        self.assertEqual(self.browser.request("GET", "/api/v1/portal", headers={"Host": "RESET.Contoso.Example:443"}).status, 200)
        said = raw(self.rekey.nodes[0].port, f"GET https://evil.example/api/v1/portal HTTP/1.1\r\nHost: {ORIGIN[8:]}\r\nConnection: close\r\n\r\n".encode())
        self.assertIn(said.split(b" ")[1], (b"400", b"421"))

    def test_a_link_is_chosen_by_name_only(self):
        """Item 34."""
        self.rekey.set(return_links="intranet|Intranet|https://intranet.contoso.example/start")
        for name in ("//evil.example", "https://evil.example", "\\\\evil.example", "javascript:alert(1)", "https:evil.example", "intranet@evil.example",
                     "%2f%2fevil", "intranet|x|https://evil.example", "INTRANET"):
            answer = self.browser.request("GET", "/api/v1/portal?return=" + name.replace("%", "%25").replace("\\", "%5C").replace("|", "%7C"))
            self.assertNotIn(b"evil", answer.body if answer.status == 200 else b"")
            self.assertTrue(answer.status == 400 or "returnTo" not in answer.json, name)
            self.expect(self.browser.start("nobody@contoso.example", **{"return": name}), "choose_method")
            self.assertNotIn("returnTo", self.browser.step)
        good = self.browser.get("/api/v1/portal?return=intranet")
        self.assertEqual(good.json["returnTo"]["url"], "https://intranet.contoso.example/start")

    def test_nothing_typed_is_ever_html(self):
        """Item 30: answers are JSON, and say so."""
        for text in NASTY[4:5] + NASTY[-1:]:
            answer = self.browser.start(text + "@contoso.example")
            self.assertEqual(answer.header("Content-Type").split(";")[0], "application/json")
        self.assertNotIn(b"<script>alert", self.browser.get("/reset?user=<script>alert(1)</script>".replace("<", "%3C").replace(">", "%3E")).body)

    def test_a_look_alike_reaches_nobody_else(self):
        """Item 22: the corpus; a code goes out only for the person's own name, and only to the address on file."""
        mike = self.rekey.add_person("mike@contoso.example", mail="Mike.Own@private.example")
        corpus = ["m\u0131ke", "M\u0130KE", "mi\u212ae", "m\u0456ke", "mi\u200dke", "mike\u200f", "\u202emike", "mi\u00adke", "\U0001d5c6ike", "m\u1d62ke", "mik\u00e8", "mike\u0301"]
        for local in corpus:
            self.waiting(f"{local}@contoso.example")
        for name in ("mike@c\u043entoso.example", "mike@contoso.example.evil.example", "mike@contoso\u2024example", "mike@evil.example\u0000@contoso.example"):
            self.rekey.browser().start(name)
        self.assertEqual([message for message in self.rekey.messages() if message["deliverable"] and message["destination"] != "anna@private.example"], [])
        for same in ("MIKE@contoso.example", "ｍｉｋｅ＠contoso.example", "mike@CONTOSO.example"):
            self.waiting(same)
        sent = [message["destination"] for message in self.rekey.messages() if message["deliverable"] and "ike" in message["destination"]]
        self.assertEqual(sent, ["Mike.Own@private.example"] * 3)
        self.assertEqual(mike.user, "mike@contoso.example")

    def test_every_line_of_the_log_is_one_json_object(self):
        """Item 28: whatever is typed or sent in a header."""
        for text in NASTY:
            self.start_with({"user": text, "captcha": {"challenge": text or "x", "answer": text or "x"}, "language": text[:35]})
            self.browser.request("GET", "/api/v1/portal?lang=" + "".join(f"%{byte:02x}" for byte in text.encode()))
            clean = re.sub(r"[^\x20-\x7e]", "?", text)
            self.browser.request("GET", "/" + "".join(f"%{byte:02x}" for byte in text.encode()), headers={"User-Agent": clean, "X-Request-Id": clean})
        lines = (self.rekey.folder / "node0.log").read_bytes().split(b"\n")
        for line in filter(None, lines):
            self.assertIsInstance(json.loads(line), dict)
            self.assertNotRegex(line.decode(), "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Mails(ResetCase):
    """What reaches a mailbox."""
    options = {"workers": 1, "mail": ()}

    def test_the_urls_of_a_mail_are_the_configured_ones(self):
        """Item 12, in the mail: whatever the request's headers say."""
        person = self.rekey.add_person("anna@contoso.example")
        browser = self.rekey.browser()
        browser.headers |= {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "81", "X-Forwarded-Prefix": "//evil.example",
                            "Forwarded": 'host="evil.example";proto=http', "X-Original-URL": "//evil.example", "Referer": "https://evil.example/"}
        browser.start(person.user)
        self.expect(browser.choose(), "enter_code")
        self.expect(browser.answer(self.rekey.mailed_code(person.mail)), "set_password")
        self.expect(browser.set_password("a slow green bicycle"), "completed")
        for number in (1, 2):
            mail = self.rekey.mailbox.wait_for(person.mail, number)
            for part in (mail["text"], mail["html"]):
                self.assertNotIn("evil", part)
                for url in re.findall(r"https?://[^\s\"'<>)]+", part):
                    self.assertTrue(url.startswith(ORIGIN), url)

    def test_a_mail_has_one_recipient_and_its_own_headers(self):
        """Items 24 and 29: names that try to be headers, templates or tags stay names, or are refused when they are set."""
        for number, nasty in enumerate(NASTY):
            user = f"person{number}@contoso.example"
            made = self.rekey.cli("user", "add", user, "--display-name", nasty.replace("\x00", ""), "--given-name", nasty.replace("\x00", ""), "--email",
                                  f"person{number}@private.example", tenant="contoso.example", check=False)
            if made.returncode != 0:
                continue
            browser = self.rekey.browser()
            browser.headers |= {"User-Agent": re.sub(r"[^\x20-\x7e]", "?", nasty), "Accept-Language": re.sub(r"[^\x20-\x7e]", "?", nasty)}
            browser.start(user)
            self.expect(browser.choose(), "enter_code")
            mail = self.rekey.mailbox.wait_for(f"person{number}@private.example")
            self.assertEqual(mail["to"], [f"person{number}@private.example"])
            names = sorted(name.lower() for name, _ in mail["headers"])
            self.assertEqual(len(names), len(set(names)))
            self.assertFalse({"bcc", "cc", "x"} & set(names))
            self.assertNotIn("<script>", mail["html"])
            self.assertNotIn("<img src=x>", mail["html"])
            self.assertNotIn("49", re.sub(r"\d{8}|\d{4} \d{4}|\d\d:\d\d|#\w+|\d+px", "", mail["text"]))

    def test_an_address_that_could_be_two_is_not_taken(self):
        """Item 24: at the door, where addresses are put on file."""
        for address in ("a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "a b@c.example", "a@b.example;c@d.example", "\"x\"@b.example",
                        "a@b", "a@-b.example", "a@b.example%0d%0a"):
            made = self.rekey.cli("user", "add", "x@contoso.example", "--email", address, tenant="contoso.example", check=False)
            self.assertEqual(made.returncode, 1, address)
