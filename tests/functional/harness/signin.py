"""A browser that keeps the session's cookie, and what the tests of sign-in share."""
import re

from .browser import API, Answer, Http
from .case import ResetCase
from .instance import ORIGIN, TENANT, Person

COOKIE = "__Host-rekey"
PASSWORD = "an old brown kettle"


class SignInBrowser(Http):
    """`token` is what the cookie jar holds; `set_cookie` the last header that changed it."""

    def __init__(self, port: int, origin: str, client: str | None = None, cookie: str = COOKIE):
        super().__init__(port, origin, client)
        self.cookie, self.token, self.set_cookie = cookie, None, None

    def ask(self, method: str, path: str, body=None) -> Answer:
        headers = {"Cookie": f"{self.cookie}={self.token}"} if self.token else {}
        answer = self.request(method, API + path, body, headers)
        if header := answer.header("Set-Cookie"):
            self.set_cookie = header
            self.token = re.match(rf"{self.cookie}=([^;]*)", header)[1] or None
        return answer

    def sign_in(self, user: str, password: str = PASSWORD, **more) -> Answer:
        return self.ask("POST", "/signin", {"user": user, "password": password, **more})

    def prove(self, code: str) -> Answer:
        return self.ask("POST", "/signin/proof", {"code": code})

    def sign_out(self) -> Answer:
        return self.ask("POST", "/signout")

    def session(self) -> Answer:
        return self.ask("GET", "/session")

    def change(self, current: str, password: str, where: str = "/account/password") -> Answer:
        return self.ask("POST", where, {"current": current, "password": password})


class SignInCase(ResetCase):
    def member(self, name: str, password: str = PASSWORD, lasting: str | None = "--permanent") -> Person:
        """A person with a mailbox and a password; `lasting` None: one that must be changed."""
        user = f"{name}@contoso.example"
        self.rekey.cli("user", "add", user, "--password", *([lasting] if lasting else []), "--email", f"{name}@private.example", tenant=TENANT,
                       input=password + "\n")
        return Person(user, f"{name}@private.example", self.rekey.identity_of(user))

    def visitor(self, node: int = 0, client: str | None = None, token: str | None = None) -> SignInBrowser:
        with_address = self.rekey.browser(node, ORIGIN, client)  # an address of its own, unless one is given
        browser = SignInBrowser(self.rekey.nodes[node].port, ORIGIN, with_address.headers["X-Forwarded-For"])
        browser.token = token
        return browser

    def signed_in(self, person: Person, node: int = 0, client: str | None = None) -> SignInBrowser:
        browser = self.visitor(node, client)
        self.expect(browser.sign_in(person.user), "signed_in")
        return browser

    def asked(self, person: Person, node: int = 0, client: str | None = None) -> SignInBrowser:
        """A browser after the right password, where a second proof is asked for."""
        browser = self.visitor(node, client)
        self.expect(browser.sign_in(person.user), "second_proof")
        return browser

    def later(self, seconds: int):
        """As if that much time had passed for sessions and lockouts."""
        ms = seconds * 1000
        self.rekey.database.change("UPDATE session SET signed_in_at = signed_in_at - ?, last_seen_at = last_seen_at - ?, ends_at = ends_at - ?",
                                   ms, ms, ms)
        self.rekey.database.change("UPDATE sign_in_lockout SET ends_at = ends_at - ?, "
                                   "locked_until = CASE WHEN locked_until > 0 THEN locked_until - ? ELSE 0 END", ms, ms)
