"""What a stranger can tell apart: nothing (items 1, 3, 4). Time is judged in tests/long, work in the conformance suite."""
import re

from harness import TENANT, ResetCase, wait_until

OFFERED = {"first", "last", "domainFirst", "suffix"}


def anonymous(answer) -> tuple:
    """An answer without what is drawn anew each time: handles, ids, instants, and the letters of a hint (not how many)."""
    body = answer.body.decode()
    body = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", body)
    body = re.sub(r'"(attempt|challenge|id|user|request|reference)":"[^"]*"', r'"\1":""', body)
    body = re.sub(r'"(first|last|domainFirst)":"[^"]"', r'"\1":"x"', body)
    body = re.sub(r'"suffix":"[^"]*"', '"suffix":"x"', body)
    body = re.sub(r'"texts":\{[^}]*\}', '"texts":{}', body)
    body = re.sub(r'"lastDigits":"\d\d"', '"lastDigits":"00"', body)
    headers = [(name, "" if name in ("X-Request-Id", "Date", "Content-Length") else value) for name, value in answer.headers]
    return answer.status, headers, body


class Concealment(ResetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rekey = cls.rekey
        rekey.cli("group", "add", "Staff", tenant=TENANT)
        # Enough people for the decoys to learn the tenant's shapes from.
        for number in range(4):
            rekey.add_person(f"known{number}@contoso.example", group="Staff")
        rekey.add_person("absent@contoso.example", group="Staff")
        rekey.add_person("barred@contoso.example", group="Staff")
        rekey.add_person("nometh@contoso.example", mail=None, group="Staff")
        rekey.add_person("admini@contoso.example", group="Staff", role="helpdesk")  # two gates, one method
        rekey.add_person("paused@contoso.example", group="Staff")
        rekey.add_person("outofs@contoso.example")
        rekey.cli("user", "delete", "absent@contoso.example", tenant=TENANT)
        rekey.cli("user", "disable", "barred@contoso.example", tenant=TENANT)
        rekey.set(scope="selected", include_groups=["Staff"])
        cls.pause("paused@contoso.example")
        cls.people = ["known0@contoso.example", "nobody@contoso.example", "absent@contoso.example", "barred@contoso.example", "nometh@contoso.example",
                      "admini@contoso.example", "paused@contoso.example", "outofs@contoso.example"]
        cls.odd = ["", " ", "@", "no body@contoso.example", "\u202enobody@contoso.example", "nobody@", "a" * 320, "n\u200dobody@contoso.example"]

    @classmethod
    def pause(cls, user: str):
        """Five failed proofs."""
        for _ in range(2):
            browser = cls.rekey.browser()
            browser.start(user)
            for _ in range(3):
                browser.choose()
                browser.answer("00000000")
                browser.another()
        assert cls.rekey.audit("reset_paused"), "the account is not paused"

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter WHERE name NOT LIKE 'pause%'")

    def screens(self, user: str) -> list:
        """Everything a stranger can see without a code."""
        browser = self.rekey.browser()
        seen = [browser.start(user), browser.view(), browser.choose(), browser.view(), browser.resend(), browser.another(), browser.choose()]
        seen += [browser.answer("00000000") for _ in range(7)]
        seen += [browser.answer("12 34-567"), browser.view(), browser.check("a slow green bicycle"), browser.set_password("a slow green bicycle")]
        seen += [browser.post("need", {"need": "unlock"}), browser.post("method", {"method": "AAAAAAAAAAAA"}), browser.another(), browser.choose()]
        seen += [browser.another(), browser.choose(), browser.another(), browser.choose(), browser.view(), browser.cancel(), browser.view()]
        return seen

    def test_every_screen_is_the_same_for_everybody(self):
        """Item 1: known, unknown, deleted, disabled, without methods, with too few, paused, out of scope."""
        known = [anonymous(answer) for answer in self.screens(self.people[0])]
        self.assertEqual([known[0][0], known[2][0], known[7][0]], [201, 200, 422])
        for user in self.people[1:]:
            self.setUp()
            for at, (answer, expected) in enumerate(zip(self.screens(user), known)):
                with self.subTest(user=user, screen=at):
                    self.assertEqual(anonymous(answer), expected)

    def test_what_can_name_nobody_is_treated_as_a_name(self):
        """Item 1: malformed user IDs get the same screens, or the same refusal of their form whoever exists."""
        known = anonymous(self.started(self.people[0]).view())
        for typed in self.odd[3:]:
            with self.subTest(typed=typed):
                browser = self.rekey.browser()
                self.expect(browser.start(typed), "choose_method")
                self.assertEqual(anonymous(browser.view()), known)
        for typed in self.odd[:1]:
            self.assertEqual(self.rekey.browser().start(typed).status, 400)

    def test_fifty_known_and_fifty_unknown_starts_are_equal(self):
        """Item 1, at the size the list asks for."""
        shapes = {}
        for kind, users in {"known": [f"known{number % 4}@contoso.example" for number in range(50)],
                            "unknown": [f"other{number:02}@contoso.example" for number in range(50)]}.items():
            shapes[kind] = {repr(anonymous(self.rekey.browser().start(user))) for user in users}
        self.assertEqual(len(shapes["known"]), 1)
        self.assertEqual(shapes["known"], shapes["unknown"])

    def test_the_rows_of_a_decoy_look_like_a_persons(self):
        """A decoy's attempt, challenge and message are there, with the same columns filled."""
        filled = []
        for user in (self.people[0], "nobody@contoso.example"):
            self.rekey.database.change("DELETE FROM outbox")
            browser = self.waiting(user)
            (attempt,) = self.rekey.database.rows("SELECT * FROM attempt ORDER BY started_at DESC, id DESC LIMIT 1")
            (challenge,) = self.rekey.database.rows("SELECT * FROM challenge WHERE attempt_id = ?", attempt["id"])
            (message,) = self.rekey.database.rows("SELECT * FROM outbox")
            filled.append([{key: value is not None for key, value in row.items()} for row in (attempt, challenge, message)])
            browser.cancel()
        self.assertEqual(filled[0], filled[1])

    def hints(self, user: str, node: int = 0) -> list:
        return [(method["kind"], method["hint"]) for method in self.started(user, node).step["methods"]]

    def test_a_decoy_shows_the_same_in_every_spelling_and_after_a_restart(self):
        """Item 4."""
        first = self.hints("nobody@contoso.example")
        self.assertEqual(set(first[0][1]), OFFERED)
        for spelling in ("NOBODY@Contoso.Example", "  nobody@contoso.example ", "ｎｏｂｏｄｙ＠contoso.example"):
            self.assertEqual(self.hints(spelling), first, spelling)
        self.assertNotEqual([self.hints(f"nobody{number}@contoso.example") for number in range(8)], [first] * 8)
        disabled = self.hints("barred@contoso.example")
        self.rekey.restart(self.rekey.nodes[0])
        self.assertEqual(self.hints("nobody@contoso.example"), first)
        self.assertEqual(self.hints("barred@contoso.example"), disabled)

    def test_an_alias_of_a_disabled_person_shows_the_same_decoy(self):
        self.rekey.cli("user", "alias", "add", "barred@contoso.example", "b.arred@contoso.example", tenant=TENANT)
        self.assertEqual(self.hints("b.arred@contoso.example"), self.hints("barred@contoso.example"))

    def test_the_reason_is_told_after_a_proof(self):
        """Whoever has proven something learns what is wrong, and nobody else."""
        for user, reason in {"admini@contoso.example": "too_few_methods", "outofs@contoso.example": "out_of_scope"}.items():
            browser = self.waiting(user)
            self.expect(browser.answer(self.rekey.code_for(f"{user.split('@')[0]}@private.example")), "refused")
            self.assertEqual(browser.step["reason"], reason)

    def test_no_code_fits_a_paused_account(self):
        browser = self.waiting("paused@contoso.example")
        codes = [message for message in self.rekey.messages("paused@private.example", "reset_code") if message["deliverable"]]
        self.assertNotIn(browser.step["challenge"], codes)
        self.expect(browser.answer(self.rekey.code_for("paused@private.example")), "code_mismatch")

    def test_the_operator_reads_the_reason_in_the_audit_log(self):
        self.started("outofs@contoso.example")
        self.assertEqual(self.rekey.audit("reset_started")[-1]["details"]["subject"], "out_of_scope")

    def test_scope_none_is_said_openly(self):
        """A fact about the tenant, not about a person."""
        self.rekey.set(scope="none")
        try:
            self.assertFalse(self.rekey.browser().get("/api/v1/portal").json["resetOffered"])
            self.expect(self.rekey.browser().start("known0@contoso.example"), "reset_off")
        finally:
            self.rekey.set(scope="selected")


class MailFailures(ResetCase):
    """Item 3: what happens to the message is not seen on the screen."""
    options = {"workers": 1, "mail": ()}

    def test_a_refused_a_deferred_and_a_dropped_message_look_like_a_sent_one(self):
        seen = {}
        for name in ("anna", "refuse", "defer", "drop", "slow"):
            person = self.rekey.add_person(f"{name}@contoso.example")
            browser = self.started(person)
            seen[name] = [anonymous(answer) for answer in (browser.choose(), browser.view(), browser.answer("00000000"))]
        self.assertEqual({repr(screens) for screens in seen.values()}, {repr(seen["anna"])})
        wait_until(lambda: self.rekey.mailbox.mails("anna@private.example"), "the good one arrives")

    def test_where_the_tenant_explains_the_screen_says_what_became_of_the_message(self):
        self.rekey.set(stranger_answers="explain")
        try:
            for name, state in {"berta": "sent", "refuse3": "failed", "defer3": "waiting"}.items():
                browser = self.started(self.rekey.add_person(f"{name}@contoso.example"))
                self.assertEqual(browser.choose().json["step"]["message"], "waiting")
                wait_until(lambda: browser.view().json["step"]["message"] == state, f"{name}: {state}")
        finally:
            self.rekey.set(stranger_answers="conceal")
        browser = self.started(self.rekey.add_person("refuse4@contoso.example"))
        browser.choose()
        wait_until(lambda: [each for each in self.rekey.mailbox.events("refused") if "refuse4@private.example" in each.get("to", [])], "refused")
        self.assertNotIn("message", browser.view().json["step"])

    def test_a_refused_message_is_not_tried_again_and_a_deferred_one_is(self):
        for name, events in {"refuse2": "refused", "greylist": "deferred"}.items():
            person = self.rekey.add_person(f"{name}@contoso.example")
            self.waiting(person)
            wait_until(lambda: [event for event in self.rekey.mailbox.events(events) if person.mail in event.get("to", [])], events)
        self.rekey.mailbox.wait_for("greylist@private.example", timeout=20)
        refused = [event for event in self.rekey.mailbox.events("refused") if "refuse2@private.example" in event.get("to", [])]
        self.assertEqual(len(refused), 1)
