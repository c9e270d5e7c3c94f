"""The headers of every answer, errors included: a snapshot, so that a change is a decision (items 14, 30, 32, 35)."""
import re
import unittest

from harness import ORIGIN, Instance, raw

HOST = ORIGIN[8:]
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
                          "payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000",
}
DATA = {**COMMON, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store"}
PAGE = {**DATA, "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"}
ASSET = {**DATA, "Cache-Control": "public, max-age=31536000, immutable"}
# What belongs to one answer and not to its security.
OWN = {"content-type", "content-length", "x-request-id", "date", "connection", "location", "allow", "vary", "etag", "content-encoding", "retry-after",
       "www-authenticate"}


class Headers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rekey = Instance.start()
        cls.addClassCleanup(cls.rekey.stop)
        cls.browser = cls.rekey.browser()

    def expect(self, answer, status, headers):
        self.assertEqual(answer.status, status, answer.body[:200])
        security = {name: value for name, value in answer.headers if name.lower() not in OWN}
        self.assertEqual(security, headers)
        self.assertEqual(len(answer.headers), len({name.lower() for name, _ in answer.headers}), "a header comes twice")
        self.assertRegex(answer.header("X-Request-Id"), r"^[0-9a-z]{13}$")
        for leaking in ("Server", "X-Powered-By", "Set-Cookie", "Via"):
            self.assertIsNone(answer.header(leaking))

    def asset(self) -> str:
        return re.search(rb'"(/assets/[^"]+\.js)"', self.browser.get("/reset").body)[1].decode()

    def test_pages(self):
        self.expect(self.browser.get("/reset"), 200, PAGE)
        self.expect(self.browser.get("/reset?user=a%40b.example&lang=nl"), 200, PAGE)
        self.assertIsNone(self.browser.get("/reset").header("ETag"))

    def test_data(self):
        self.expect(self.browser.get("/"), 303, DATA)
        self.expect(self.browser.get("/api/v1/portal"), 200, DATA)
        self.expect(self.browser.get("/brand.css"), 200, DATA)
        captcha = self.browser.request("POST", "/api/v1/captchas", {"kind": "picture"})
        self.expect(captcha, 201, DATA)
        picture = self.browser.get(captcha.json["media"])
        self.expect(picture, 200, DATA)
        self.assertEqual(picture.header("Content-Type"), "image/png")

    def test_assets_are_immutable_compressed_and_checked_by_tag(self):
        path = self.asset()
        plain = self.browser.get(path)
        self.expect(plain, 200, ASSET)
        self.assertEqual(plain.header("Vary"), "Accept-Encoding")
        small = self.browser.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"})
        self.expect(small, 200, ASSET)
        self.assertEqual(small.header("Content-Encoding"), "br")
        self.assertLess(len(small.body), len(plain.body))
        self.assertNotEqual(small.header("ETag"), plain.header("ETag"))
        self.expect(self.browser.request("GET", path, headers={"If-None-Match": plain.header("ETag")}), 304, ASSET)

    def test_errors(self):
        ask = self.browser.request
        self.expect(ask("GET", "/nothing"), 404, DATA)
        self.expect(ask("GET", "/api/v1/nothing"), 404, DATA)
        self.expect(ask("GET", "/assets/../reset"), 404, DATA)
        self.expect(ask("DELETE", "/reset"), 405, DATA)
        self.expect(ask("POST", "/api/v1/captchas", {"kind": "picture"}, {"Origin": "https://evil.example"}), 403, DATA)
        self.expect(ask("POST", "/api/v1/captchas", {"kind": "video"}), 400, DATA)
        self.expect(ask("POST", "/api/v1/captchas", b"{}", {"Content-Type": "text/plain"}), 415, DATA)
        self.expect(ask("GET", "/api/v1/reset/attempt", headers={"Rekey-Attempt": "A" * 43}), 410, DATA)
        self.expect(ask("GET", "/reset", headers={"Host": "evil.example"}), 421, {k: v for k, v in DATA.items() if k != "Strict-Transport-Security"})

    def test_every_route_of_the_contract_answers_with_them(self):
        for route in self.rekey.cli("routes").stdout.split("\n"):
            method, _, path = route.strip().partition(" ")
            if not path.startswith("/api/") or path == "/api/v1/signout":  # that one removes a cookie: signin/test_walk.py
                continue
            answer = self.browser.request(method, re.sub(r"\{\w+\}", "x", path), headers={"Rekey-Attempt": "A" * 43})
            self.assertIn(answer.status // 100, (2, 4), route)
            self.expect(answer, answer.status, DATA)

    def test_what_cannot_even_be_read_is_answered_with_them(self):
        answer = raw(self.rekey.nodes[0].port, b"nonsense\r\n\r\n").decode()
        for name, value in DATA.items():
            if name != "Strict-Transport-Security":
                self.assertIn(f"\r\n{name}: {value}\r\n", answer)

    def test_a_clients_request_id_is_not_taken_over(self):
        self.assertNotEqual(self.browser.request("GET", "/reset", headers={"X-Request-Id": "mine"}).header("X-Request-Id"), "mine")


if __name__ == "__main__":
    unittest.main()
