"""What the tests of the reset share."""
import unittest

from .browser import Answer, Browser
from .instance import ORIGIN, Instance, Person

GOOD = "a slow green bicycle"


class ResetCase(unittest.TestCase):
    """One installation a class; `options` are those of Instance.start."""
    options: dict = {}
    rekey: Instance

    @classmethod
    def setUpClass(cls):
        cls.rekey = Instance.start(**cls.options)
        cls.addClassCleanup(cls.rekey.stop)

    def expect(self, answer: Answer, outcome) -> Answer:
        """`outcome` is a step's kind, a problem's code, or a status."""
        got = answer.status if isinstance(outcome, int) else answer.code or (answer.json.get("step", {}).get("kind") if answer.body else None)
        self.assertEqual(got, outcome, answer.body[:600])
        return answer

    def started(self, person: Person | str, node: int = 0, client: str | None = None, origin: str = ORIGIN) -> Browser:
        browser = self.rekey.browser(node, origin, client)
        self.expect(browser.start(person if isinstance(person, str) else person.user), "choose_method")
        return browser

    def waiting(self, person: Person | str, node: int = 0) -> Browser:
        browser = self.started(person, node)
        self.expect(browser.choose(), "enter_code")
        return browser

    def proven(self, person: Person, node: int = 0) -> Browser:
        browser = self.waiting(person, node)
        self.expect(browser.answer(self.rekey.code_for(person.mail)), "set_password")
        return browser


def wrong(code: str) -> str:
    """Another code of the same form."""
    return str((int(code[0]) + 1) % 10) + code[1:]
