"""What the tests of registration share."""
from .browser import Answer
from .instance import TENANT
from .signin import SignInBrowser, SignInCase

OLD, NEW = "+31612345678", "+31687654321"


class RegistrationCase(SignInCase):
    options = {"dev": True, "nodes": 2}

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def with_phone(self, name: str):
        """A person with a mailbox and a mobile, as an administrator filled them in; and a browser that has just signed in."""
        person = self.member(name)
        self.rekey.cli("user", "methods", "add", person.user, "--mobile", OLD, tenant=TENANT)
        return person, self.signed_in(person)

    def begin(self, browser: SignInBrowser, item: str, value: str | None = None, **more) -> Answer:
        return browser.ask("POST", "/account/methods", {"item": item, **({"value": value} if value else {}), **more})

    def prove(self, browser: SignInBrowser, begun: Answer, to: str) -> Answer:
        return self.answer(browser, begun, self.rekey.messages(to, "registration_code")[-1]["parameters"]["code"])

    def answer(self, browser: SignInBrowser, begun: Answer, code: str) -> Answer:
        return browser.ask("POST", "/account/enrollment/prove", {"enrollment": begun.json["enrollment"], "code": code})

    def methods(self, browser: SignInBrowser) -> dict[str, dict]:
        return {each["id"]: each for each in browser.ask("GET", "/account/registration").json["methods"]}

    def mobile_of(self, browser: SignInBrowser) -> str:
        return next(key for key, each in self.methods(browser).items() if each["item"] == "mobile")

    def changed_phone(self, name: str):
        person, thief = self.with_phone(name)
        begun = self.begin(thief, "mobile", NEW, replaces=self.mobile_of(thief))
        self.assertEqual(begun.status, 200, begun.body)
        self.assertEqual(self.prove(thief, begun, NEW).status, 200)
        return person, thief
