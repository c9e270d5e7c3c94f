"""Bytes that two parts of a system could read in two ways are refused, with a problem that says so (items 12, 15, 31, 32, 49)."""
import json
import unittest

from harness import ORIGIN, OTHER_ORIGIN, Instance, raw

HOST = ORIGIN[8:]
POST = f"POST /api/v1/captchas HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nContent-Type: application/json\r\n"
BODY = '{"kind":"picture"}'

MALFORMED = {
    "bare LF": f"GET /reset HTTP/1.1\nHost: {HOST}\n\n",
    "LF after a header": f"GET /reset HTTP/1.1\r\nHost: {HOST}\nA: b\r\n\r\n",
    "obs-fold": f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\nA: b\r\n c\r\n\r\n",
    "space before the colon": f"GET /reset HTTP/1.1\r\nHost : {HOST}\r\n\r\n",
    "no host": "GET /reset HTTP/1.1\r\nA: b\r\n\r\n",
    "no host in HTTP/1.0": "GET /reset HTTP/1.0\r\n\r\n",
    "two hosts": f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\nHost: {HOST}\r\n\r\n",
    "host with a path": f"GET /reset HTTP/1.1\r\nHost: {HOST}/x\r\n\r\n",
    "host with user info": f"GET /reset HTTP/1.1\r\nHost: x@{HOST}\r\n\r\n",
    "length and chunks": POST + f"Content-Length: {len(BODY)}\r\nTransfer-Encoding: chunked\r\n\r\n{BODY}",
    "chunks and length": POST + f"Transfer-Encoding: chunked\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}",
    "two lengths": POST + f"Content-Length: {len(BODY)}\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}",
    "two other lengths": POST + f"Content-Length: {len(BODY)}\r\nContent-Length: 0\r\n\r\n{BODY}",
    "a list of lengths": POST + f"Content-Length: {len(BODY)}, {len(BODY)}\r\n\r\n{BODY}",
    "a signed length": POST + f"Content-Length: +{len(BODY)}\r\n\r\n{BODY}",
    "another transfer coding": POST + f"Transfer-Encoding: gzip, chunked\r\n\r\n{BODY}",
    "chunks in HTTP/1.0": POST.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "broken chunk": POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabcdef\r\n0\r\n\r\n",
    "control character in the target": f"GET /re\x01set HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "NUL in the target": f"GET /re\0set HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "NUL in a header": f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\nA: b\0c\r\n\r\n",
    "space in the target": f"GET /re set HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "broken escape": f"GET /reset% HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "a query name twice": f"GET /reset?user=a&user=b HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "another version": f"GET /reset HTTP/3.0\r\nHost: {HOST}\r\n\r\n",
    "no version": "GET /reset\r\n\r\n",
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS in clear": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "another host in the target": f"GET https://evil.example/reset HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
}


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def problem(answer: bytes) -> dict:
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


class Strictness(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rekey = Instance.start()
        cls.addClassCleanup(cls.rekey.stop)
        cls.port = cls.rekey.nodes[0].port

    def test_malformed_requests_get_a_problem_and_the_connection_ends(self):
        for name, request in MALFORMED.items():
            with self.subTest(name):
                answer = raw(self.port, request.encode("latin-1"))
                self.assertEqual(status(answer), 400, answer[:200])
                self.assertIn(b"\r\nConnection: close\r\n", answer)
                self.assertIn(b"\r\nContent-Type: application/problem+json\r\n", answer)
                self.assertEqual(problem(answer)["code"], "bad_request")

    def test_what_follows_a_refused_request_is_never_run(self):
        smuggled = f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
        for head in (f"POST /api/v1/captchas HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(smuggled)}\r\n\r\n",
                     POST + f"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"):
            self.assertEqual(raw(self.port, (head + smuggled).encode()).count(b"HTTP/1.1 "), 1)

    def test_heads_and_bodies_have_limits(self):
        self.assertEqual(status(raw(self.port, f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\nA: {'x' * 17000}\r\n\r\n".encode())), 431)
        self.assertEqual(status(raw(self.port, f"GET /{'x' * 17000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())), 431)
        self.assertEqual(status(raw(self.port, (POST + "Content-Length: 10485760\r\n\r\n").encode() + b" " * 300_000)), 413)
        self.assertEqual(status(raw(self.port, (POST + "Transfer-Encoding: chunked\r\n\r\na00000\r\n").encode() + b" " * 300_000)), 413)
        self.assertEqual(status(raw(self.port, f"GET /reset HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1\r\n\r\nx".encode())), 413)

    def test_other_hosts_are_misdirected(self):
        """Item 12."""
        for host in ("evil.example", "127.0.0.1", f"{HOST}.evil.example", f"{HOST}:8443", "contoso.example"):
            answer = raw(self.port, f"GET /reset HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {HOST}\r\nConnection: close\r\n\r\n".encode())
            self.assertEqual((status(answer), problem(answer)["code"]), (421, "unknown_host"), host)
        for host in (HOST, HOST.upper(), f"{HOST}:443", OTHER_ORIGIN[8:]):
            answer = raw(self.port, f"GET /reset HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n".encode())
            self.assertEqual(status(answer), 200, host)
            self.assertNotIn(b"evil", answer)

    def test_methods(self):
        browser = self.rekey.browser()
        self.assertEqual(browser.request("PUT", "/reset").code, "method_not_allowed")
        self.assertEqual(browser.request("GET", "/api/v1/reset/attempts").header("Allow"), "OPTIONS, POST")
        self.assertEqual(browser.request("OPTIONS", "/reset").status, 204)
        self.assertIsNone(browser.request("OPTIONS", "/reset").header("Access-Control-Allow-Origin"))
        for method in ("TRACE", "CONNECT", "BREW"):
            self.assertEqual(status(raw(self.port, f"{method} /reset HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())), 501, method)

    def test_head_says_what_get_would(self):
        """Item 15."""
        browser = self.rekey.browser()
        for path in ("/reset", "/api/v1/portal", "/brand.css", "/nothing"):
            head, get = browser.request("HEAD", path), browser.get(path)
            self.assertEqual(head.body, b"")
            self.assertEqual((head.status, head.header("Content-Type")), (get.status, get.header("Content-Type")))
            self.assertEqual(head.header("Content-Length"), get.header("Content-Length"))

    def test_changes_come_from_our_own_pages_only(self):
        """Item 31."""
        browser = self.rekey.browser()
        ask = lambda **headers: browser.request("POST", "/api/v1/captchas", {"kind": "picture"}, headers)  # noqa: E731
        self.assertEqual(ask().status, 201)
        self.assertEqual(ask(**{"Sec-Fetch-Site": "same-origin"}).status, 201)
        self.assertEqual(ask(Origin=None).code, "origin_refused")
        for origin in ("null", "https://evil.example", ORIGIN.replace("https", "http"), OTHER_ORIGIN, ORIGIN + ".evil.example"):
            self.assertEqual(ask(Origin=origin).code, "origin_refused", origin)
        for site in ("cross-site", "same-site", "none"):
            self.assertEqual(ask(**{"Sec-Fetch-Site": site}).code, "origin_refused", site)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            self.assertEqual(ask(**{"Content-Type": kind}).code, "unsupported_media_type", kind)
            self.assertEqual(ask(**{"Content-Type": kind, "Origin": "https://evil.example"}).status, 403, kind)

    def test_pipelined_requests_are_answered_in_order(self):
        one = f"GET /brand.css HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
        last = f"GET /nothing HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
        answer = raw(self.port, (one * 20 + last).encode())
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 20)
        self.assertEqual(answer.count(b"HTTP/1.1 404"), 1)


if __name__ == "__main__":
    unittest.main()
