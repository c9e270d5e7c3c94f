"""The generated matrix: every request in every state that can be reached, against the table of states.md (items 5, 6, 7)."""
import re
from pathlib import Path

from harness import GOOD, TENANT, ResetCase

TABLE = Path(__file__).resolve().parents[3] / "src/domain/reset/states.md"
# What a request is called in the table and how it is made. `answer` presents a wrong code, so that it leads nowhere.
REQUESTS = {
    "view": lambda browser: browser.view(),
    "choose_need": lambda browser: browser.post("need", {"need": "reset"}),
    "choose_method": lambda browser: browser.post("method", {"method": browser.method}),
    "answer": lambda browser: browser.answer("00000000", browser.challenge),
    "resend": lambda browser: browser.resend(),
    "use_another": lambda browser: browser.another(),
    "check_password": lambda browser: browser.check(GOOD),
    "set_password": lambda browser: browser.set_password(GOOD),
    "cancel": lambda browser: browser.cancel(),
}
NOBODY = "00000000-0000-7000-8000-000000000000"
REFUSALS = {"not_allowed_now", "attempt_ended"}


def read_table() -> dict[str, set[str]]:
    """State → requests allowed."""
    rows = re.findall(r"^\| (\w+) \| ([^|]*) \|", TABLE.read_text(), re.M)
    return {state: {request.strip() for request in requests.split(",")} - {"–"} for state, requests in rows if state != "state"}


class Matrix(ResetCase):
    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def walk_to(self, state: str):
        """A browser whose attempt is in that state, with the ids a thief of them would have."""
        user = "ada@contoso.example" if state == "refused" else "anna@contoso.example"
        person = self.people[user]
        self.rekey.set(unlock_offered=state == "awaiting_need")
        browser = self.rekey.browser()
        browser.start(person.user)
        browser.method, browser.challenge = browser.step.get("methods", [{"id": "none"}])[0]["id"], NOBODY
        if state in ("awaiting_code", "awaiting_password", "completed", "refused"):
            browser.choose()
            browser.challenge = browser.step["challenge"]
        if state in ("awaiting_password", "completed", "refused"):
            browser.answer(self.rekey.code_for(person.mail))
        if state == "completed":
            self.expect(browser.set_password(self.next_password()), "completed")
        if state == "ended":
            self.assertEqual(browser.cancel().status, 204)
        return browser

    def next_password(self) -> str:
        self.count = getattr(self, "count", 0) + 1
        return f"a slow green bicycle, number {self.count}"

    def state_of(self, browser) -> str:
        """The newest attempt's."""
        return self.rekey.database.rows("SELECT state FROM attempt ORDER BY started_at DESC, id DESC LIMIT 1")[0]["state"]

    def picture(self) -> list:
        """Everything a request could change."""
        tables = {"attempt": "id", "challenge": "id", "password_grant": "attempt_id", "outbox": "id", "password": "identity_id", "identity": "id"}
        return [self.rekey.database.rows(f"SELECT * FROM {table} ORDER BY {key}") for table, key in tables.items()]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {user: cls.rekey.add_person(user) for user in ("anna@contoso.example", "ada@contoso.example")}
        cls.rekey.cli("user", "role", "ada@contoso.example", "helpdesk", tenant=TENANT)  # two gates, one method: refused

    def test_only_the_table_is_allowed(self):
        """Item 5: refused pairs change nothing; allowed ones never answer that they are not allowed."""
        table = read_table()
        reachable = [state for state in table if state != "writing"]  # writing is the state of directory accounts
        self.assertEqual(len(reachable), 7)
        for state in reachable:
            for name, request in REQUESTS.items():
                with self.subTest(state=state, request=name):
                    self.rekey.database.change("DELETE FROM counter")
                    browser = self.walk_to(state)
                    self.assertEqual(self.state_of(browser), state)
                    before = self.picture()
                    code = request(browser).code
                    if name in table[state]:
                        self.assertNotIn(code, REFUSALS)
                    else:
                        self.assertEqual(code, "attempt_ended" if state == "ended" else "not_allowed_now")
                        self.assertEqual(self.picture(), before)

    def test_a_password_is_never_set_without_a_grant(self):
        """Item 5, at its heart: the state alone is not enough."""
        anna = self.people["anna@contoso.example"]
        browser = self.walk_to("awaiting_password")
        self.rekey.database.change("DELETE FROM password_grant")
        self.expect(browser.set_password(self.next_password()), "too_many_passwords")
        self.assertFalse(self.rekey.fits(anna, f"a slow green bicycle, number {self.count}"))

    def test_a_proof_cannot_be_turned_to_another_person(self):
        """Item 6: after the proof, no request names a person; one that tries is malformed."""
        eve = self.rekey.add_person("eve@contoso.example")
        browser = self.walk_to("awaiting_password")
        for extra in ({"user": eve.user}, {"subject": eve.id.hex()}, {"identity": eve.user}):
            self.expect(browser.post("password", {"password": GOOD, **extra}), 400)
        self.expect(browser.start(eve.user), "choose_method")  # a new start is a new attempt, from the first gate
        self.expect(browser.set_password(GOOD), "not_allowed_now")
        self.assertTrue(self.rekey.fits(eve, "an old brown kettle"))

    def test_a_browser_that_believes_it_is_through_is_not(self):
        """Item 7: a portal whose answers were rewritten goes on to the password, and is refused."""
        anna = self.people["anna@contoso.example"]
        browser = self.walk_to("awaiting_code")
        self.expect(browser.answer("00000000", browser.challenge), "code_mismatch")
        browser.step = {"kind": "set_password"}
        self.expect(browser.set_password("a rewritten green bicycle"), "not_allowed_now")
        self.assertFalse(self.rekey.fits(anna, "a rewritten green bicycle"))
