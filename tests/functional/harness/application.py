"""An application behind a proxy that asks Rekey, and the browser of who opens it. The proxy's configuration is the one that
docs/operate/applications.md shows."""
import http.client
import json
import os
import pwd
import re
import socket
import ssl
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from .browser import API, JSON, Answer
from .instance import ORIGIN as RESET_ORIGIN
from .instance import Instance
from .registration import RegistrationCase

HOST = "mail.contoso.example"
ORIGIN = f"https://{HOST}"
NAME = "webmail"  # of the return link
PAGE = Path(__file__).resolve().parents[3] / "docs/operate/applications.md"
ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"


def documented(first_line: str, **changes: str) -> str:
    """The example that begins so, with what is different here. A change that fits nothing is an error: the page has moved on."""
    lines = PAGE.read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if line.strip().startswith(first_line))
    block = []
    for line in lines[begin:]:
        if line and not line.startswith("    "):
            break
        block.append(line[4:])
    text = "\n".join(block) + "\n"
    for old, new in changes.items():
        if old not in text:
            raise AssertionError(f"{PAGE.name}: no «{old}» in the example «{first_line}»")
        text = text.replace(old, new)
    return text


def servant() -> dict:
    """Who the servers run as: root lends them a user without privileges."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("www-data")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Hosted(Instance):
    """The application's host is one of the tenant's addresses."""

    def write_config(self, name, port, operator_port):
        file = super().write_config(name, port, operator_port)
        file.write_text(file.read_text().replace(f'["{RESET_ORIGIN}"]', f'["{RESET_ORIGIN}", "{ORIGIN}"]'))
        return file


class AppBrowser:
    """A browser at the application's host, with its cookies. It asks a proxy at 127.0.0.1:`port`, by TLS where there is a `certificate`."""

    def __init__(self, port: int, certificate: Path | None = None):
        self.port, self.cookies = port, {}
        self.tls = ssl.create_default_context(cafile=certificate) if certificate else None

    def request(self, method: str, path: str, body=None, headers: dict | None = None) -> Answer:
        connection = http.client.HTTPConnection(HOST, timeout=60)
        connection.sock = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        if self.tls:
            connection.sock = self.tls.wrap_socket(connection.sock, server_hostname=HOST)
        fields = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", **(headers or {})}
        if self.cookies and "Cookie" not in fields:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {name: value for name, value in fields.items() if value is not None})
            got = connection.getresponse()
            answer = Answer(got.status, got.getheaders(), got.read())
        finally:
            connection.close()
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.keep(value)
        return answer

    def keep(self, header: str):
        name, value = header.split(";")[0].split("=", 1)
        if not value or "Max-Age=0" in header:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def open(self, path: str = "/", **headers) -> Answer:
        """A page, as a person asks for it; redirects are not followed."""
        return self.request("GET", path, headers={"Accept": ACCEPT, **headers})

    def arrive(self, path: str = "/") -> tuple[str, Answer]:
        """Follows redirects on this host; where they end, and what is there."""
        for _ in range(10):
            answer = self.open(path.partition("#")[0])
            if answer.status not in (301, 302, 303, 307):
                return path, answer
            target = urlsplit(urljoin(ORIGIN + path, answer.header("Location")))
            assert target.netloc == HOST, f"led away to {target.geturl()}"
            path = target.path + (f"?{target.query}" if target.query else "") + (f"#{target.fragment}" if target.fragment else "")
        raise AssertionError(f"led round and round, at last to {path}")

    def ask(self, method: str, path: str, body=None) -> Answer:
        """As a page of Rekey's at this host asks the API."""
        data = None if body is None else json.dumps(body)
        return self.request(method, API + path, data, {"Origin": ORIGIN, **(JSON if data else {}), **({"Content-Length": "0"} if method == "POST" and not data else {})})

    def sign_in(self, user: str, password: str) -> Answer:
        return self.ask("POST", "/signin", {"user": user, "password": password, "return": NAME})

    @property
    def token(self) -> str | None:
        return self.cookies.get("__Host-rekey")


class ApplicationCase(RegistrationCase):
    """Rekey under the application's host, too; a subclass puts a proxy before it."""
    options = {"dev": True}

    @classmethod
    def setUpClass(cls):
        cls.rekey = Hosted.start(**cls.options)
        cls.addClassCleanup(cls.rekey.stop)
        cls.rekey.set(return_links=[f"{NAME}|Webmail|{ORIGIN}/"])

    def register_mailbox(self, browser: AppBrowser, person):
        """Proves the mailbox an administrator filled in."""
        begun = browser.ask("POST", f"/account/methods/{next(iter(self.methods(browser)))}/verify", {})
        self.assertEqual(self.prove(browser, begun, person.mail).json["interrupt"], "none")


def subject_lines(page: Answer) -> list[str]:
    """Subjects in a list of mails as Roundcube answers it."""
    return re.findall(r'\\"subject\\":\\"([^"\\]*)', page.body.decode())
