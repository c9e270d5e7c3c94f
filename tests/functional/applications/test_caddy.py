"""Caddy in front of an application that shows what it was told, with the Caddyfile of docs/operate/applications.md."""
import http.server
import json
import threading
import unittest

from harness import free_port
from harness.application import HOST, ORIGIN, AppBrowser, ApplicationCase, documented, servant
from harness.process import Process
from harness.signin import PASSWORD


class Mirror(http.server.BaseHTTPRequestHandler):
    """Answers with the headers of the request."""

    def do_GET(self):
        body = json.dumps(list(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Caddy(ApplicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        application = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
        threading.Thread(target=application.serve_forever, daemon=True).start()
        cls.addClassCleanup(application.server_close)
        cls.addClassCleanup(application.shutdown)
        cls.port = free_port()
        file = cls.rekey.folder / "Caddyfile"
        # In clear: to Rekey the address is https whatever the proxy speaks.
        file.write_text("{\n admin off\n auto_https off\n}\n" + documented("# Caddyfile", **{
            f"{HOST} {{": f"http://{HOST}:{cls.port} {{\n bind 127.0.0.1", "127.0.0.1:8080": f"127.0.0.1:{cls.rekey.nodes[0].port}",
            "127.0.0.1:8081": f"127.0.0.1:{application.server_port}"}))
        home = cls.rekey.folder / "caddy"
        home.mkdir()
        home.chmod(0o777)
        caddy = Process(["/usr/bin/caddy", "run", "--config", file, "--adapter", "caddyfile"], cls.rekey.folder / "caddy.out", cwd=home,
                        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}, **servant())
        cls.addClassCleanup(caddy.stop)
        caddy.wait_for_port(cls.port)

    def test_leads_through_sign_in_and_registration_to_the_application(self):
        person = self.member("anna")
        browser = AppBrowser(self.port)
        path, page = browser.arrive("/inbox?folder=1")
        self.assertEqual((path, page.status), ("/signin?return=webmail", 200))
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        self.assertEqual(browser.open().header("Location"), f"{ORIGIN}/account?return=webmail#register")
        self.register_mailbox(browser, person)
        told = dict(browser.open().json)
        self.assertEqual((told["Remote-User"], told["Remote-Name"]), (person.user, person.user))
        browser.ask("POST", "/signout")
        self.assertEqual(browser.open().header("Location"), f"{ORIGIN}/signin?return=webmail")
        self.assertEqual(browser.request("GET", "/", headers={"Accept": "image/png"}).status, 401)

    def test_what_a_browser_claims_does_not_get_through_and_the_session_neither(self):
        person = self.member("berta")
        browser = AppBrowser(self.port)
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        self.register_mailbox(browser, person)
        forged = {"Remote-User": "boss", "Remote_User": "boss", "remote-groups": "admins", "Remote-Name": "Boss",
                  "Cookie": f"a=1; __Host-rekey={browser.token}; b=2"}
        told = browser.open(**forged).json
        text = json.dumps(told).lower()
        self.assertNotIn("boss", text)
        self.assertNotIn("admins", text)
        self.assertNotIn(browser.token.lower(), text)
        self.assertEqual([value for name, value in told if name.lower() == "remote-user"], [person.user])
        self.assertEqual(dict(told)["Cookie"], "a=1; b=2")
        body = browser.request("POST", "/", b"x" * 5000, {"Accept": "text/html", **forged, "Cookie": f"__Host-rekey={browser.token}"})
        self.assertEqual(body.status, 501, "the application's own answer: it takes no POST")


if __name__ == "__main__":
    unittest.main()
