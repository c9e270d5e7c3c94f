"""Security questions: registered by a signed-in person, answered in a reset as one of two proofs, and made up for strangers."""
import json

from harness import GOOD, TENANT, together
from harness.registration import RegistrationCase
from test_concealment import anonymous

ANSWERS = {"first_pet": "Rex", "soft_toy": "Beertje", "first_street": "Dorpsstraat 5", "nickname": "Muis", "own:Which ward did you begin on?": "Cardiology"}


class QuestionsCase(RegistrationCase):
    options = {"dev": True, "nodes": 2}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rekey.set(methods=["email", "totp", "security_questions"], gates=2, custom_questions=["Which ward did you begin on?"])

    def register(self, browser, answers=ANSWERS, **more):
        return self.begin(browser, "security_questions", questions=list(answers), answers=list(answers.values()), **more)

    def keep(self, browser, begun):
        self.expect(begun, 200)
        return browser.ask("POST", "/account/enrollment/save", {"enrollment": begun.json["enrollment"]})

    def with_questions(self, name: str):
        """A person with a mailbox and five answers that may be used already."""
        person = self.member(name)
        browser = self.signed_in(person)
        self.expect(self.keep(browser, self.register(browser)), 200)
        self.rekey.database.change("UPDATE authenticator SET usable_from = 0")
        return person

    def asked(self, person, node: int = 0):
        browser = self.started(person, node)
        self.expect(browser.choose("security_questions"), "answer_questions")
        return browser


class Registering(QuestionsCase):
    def test_they_are_chosen_answered_and_never_read_back(self):
        person = self.member("anna")
        browser = self.signed_in(person)
        offered = browser.ask("GET", "/account/questions").json
        self.assertEqual(offered["choose"], 5)
        texts = {question["id"]: question["texts"] for question in offered["questions"]}
        self.assertGreaterEqual(len(texts), 31)
        self.assertEqual(set(texts["first_pet"]), {"en", "nl"})
        self.assertEqual(texts["own:Which ward did you begin on?"]["nl"], "Which ward did you begin on?")

        begun = self.register(browser)
        self.assertEqual((begun.json["state"], begun.json["digits"]), ("started", 0))
        self.assertNotIn("security_questions", [each["item"] for each in self.methods(browser).values()])
        kept = self.keep(browser, begun)
        mine = next(each for each in kept.json["methods"] if each["item"] == "security_questions")
        self.assertEqual(mine["questions"], 5)
        for answer in (begun, kept, browser.ask("GET", "/account/registration")):
            for secret in [*ANSWERS.values(), "first_pet"]:
                self.assertNotIn(secret, answer.body.decode())

        listed = self.rekey.cli("user", "methods", "list", person.user, tenant=TENANT).stdout
        self.assertRegex(listed, r"security_questions +\(5 questions\)")
        as_json = json.loads(self.rekey.cli("--json", "user", "methods", "list", person.user, tenant=TENANT).stdout)
        self.assertEqual([each["questions"] for each in as_json if each["kind"] == "security_questions"], [5])

        removed = browser.ask("POST", f"/account/methods/{mine['id']}/remove")
        self.assertNotIn("security_questions", [each["item"] for each in removed.json["methods"]])
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM question_answer"), 0)

    def test_bad_choices_are_refused_and_nothing_is_kept(self):
        browser = self.signed_in(self.member("berta"))
        ids, answers = list(ANSWERS), list(ANSWERS.values())
        before = self.rekey.database.one("SELECT count(*) FROM enrollment")

        def refused(code, field, questions=None, typed=None, **more):
            body = {"item": "security_questions", "questions": ids if questions is None else questions, "answers": answers if typed is None else typed, **more}
            answer = self.expect(browser.ask("POST", "/account/methods", body), code)
            self.assertEqual(answer.json.get("field"), field, (questions, typed))

        for typed in ("ab", "  a  ", "x" * 41, " REX ", "berta", "Berta@Contoso.Example", "small", "\u200b\u00ad \u3000"):
            place = 3 if typed == "small" else 1
            refused("answer_refused", "answers", typed=[*answers[:place], typed, *answers[place + 1:]])
        refused("invalid_input", "questions", questions=[*ids[:4], ids[0]])
        refused("invalid_input", "questions", questions=[*ids[:4], "own:A question of mine?"])
        refused("invalid_input", "questions", questions=ids[:4], typed=answers[:4])
        refused("invalid_input", "questions", questions=[])
        refused("invalid_input", "answers", typed=answers[:4])
        refused("invalid_input", "answers", typed=[*answers[:4], ["Cardiology"]])
        refused("invalid_input", "answers", typed=[*answers[:4], 5])
        refused("invalid_input", "answers", typed="Rex")
        refused("invalid_input", "answers", typed=[*answers[:4], "x" * 101])
        self.expect(browser.ask("POST", "/account/methods", {"item": "totp", "questions": ids, "answers": answers}), "invalid_input")
        self.expect(browser.ask("POST", "/account/methods", {"item": "security_questions", "questions": ids, "answers": [*answers[:4], "x" * 1_000_000]}), 413)
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM enrollment"), before)
        self.expect(self.register(browser), 200)

    def test_switching_them_on_warns_and_nonsense_is_refused(self):
        """ASVS 6.4.2: off unless somebody insists."""
        try:
            self.rekey.cli("settings", "unset", "methods", tenant=TENANT)
            done = self.rekey.cli("settings", "set", "methods=email,security_questions", tenant=TENANT)
            self.assertIn("6.4.2", done.stderr)
            self.rekey.cli("settings", "unset", "methods", tenant=TENANT)
            done = self.rekey.cli("--json", "settings", "set", "methods=email,security_questions", "gates=1", tenant=TENANT)
            self.assertEqual(len(json.loads(done.stdout)["warnings"]), 2)
            self.assertEqual(done.stderr, "")
            for wrong in ("methods=security_questions", "questions_to_answer=4 questions_to_register=3", "questions_left_out=first_cat", "questions_to_register=6"):
                self.assertNotEqual(self.rekey.cli("settings", "set", *wrong.split(), tenant=TENANT, check=False).returncode, 0, wrong)
        finally:
            self.rekey.set(methods=["email", "totp", "security_questions"], gates=2)


class Resetting(QuestionsCase):
    def test_questions_and_a_code_by_mail(self):
        carl = self.with_questions("carl")
        for first in ("questions", "mail"):
            browser = self.started(carl)
            for proof in ("questions", "mail") if first == "questions" else ("mail", "questions"):
                if proof == "questions":
                    self.expect(browser.choose("security_questions"), "answer_questions")
                    self.assertEqual(len(browser.step["questions"]), 3)
                    self.assertNotIn("digits", browser.step)
                    answer = browser.answer_questions({question: f"  {typed.upper()} " for question, typed in ANSWERS.items()})
                else:
                    self.expect(browser.choose("email"), "enter_code")
                    answer = browser.answer(self.rekey.code_for(carl.mail))
                self.expect(answer, "choose_method" if proof == first else "set_password")
                if proof == first:
                    self.assertNotIn("security_questions" if first == "questions" else "email", [method["kind"] for method in browser.step["methods"]])
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(carl, GOOD))

    def test_they_alone_open_nothing(self):
        dora = self.with_questions("dora")
        browser = self.asked(dora)
        self.expect(browser.answer_questions(ANSWERS), "choose_method")
        self.expect(browser.set_password(GOOD), "not_allowed_now")
        try:
            self.rekey.set(gates=1)
            self.assertNotIn("security_questions", [method["kind"] for method in self.started(dora).step["methods"]])
        finally:
            self.rekey.set(gates=2)

    def test_wrong_answers_are_counted_and_nobody_is_told_which(self):
        emil = self.with_questions("emil")
        browser = self.asked(emil)
        asked = [question["id"] for question in browser.step["questions"]]
        bodies = set()
        for wrong in asked:
            answer = self.expect(browser.answer_questions({**ANSWERS, wrong: "something else"}), "code_mismatch")
            bodies.add(json.dumps({**answer.json, "request": ""}))
        self.assertEqual(len(bodies), 1)
        self.expect(browser.view(), "answer_questions")
        self.assertEqual([question["id"] for question in browser.step["questions"]], asked)
        self.expect(browser.answer_questions(["Rex"]), "code_mismatch")
        self.expect(browser.answer("12345678"), "too_many_tries")
        self.expect(browser.answer_questions(ANSWERS), "too_many_tries")
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "too_many_tries")
        for body in ({"code": "1", "answers": ["Rex"]}, {"answers": []}, {"answers": ["1", "2", "3", "4", "5", "6"]}, {"answers": [["Rex"]]}, {"answers": "Rex"}):
            self.expect(browser.post("answer", {"challenge": browser.step["challenge"], **body}), "invalid_input")

    def test_the_hourly_budget_holds_over_all_attempts(self):
        fred = self.with_questions("fred")
        self.rekey.set(validations_per_hour=5, failed_proofs_per_day=20)
        try:
            for _ in range(5):
                self.expect(self.asked(fred).answer_questions(["no"]), "code_mismatch")
            self.expect(self.asked(fred).answer_questions(ANSWERS), "code_mismatch")
            self.rekey.database.change("DELETE FROM counter")
            self.expect(self.asked(fred).answer_questions(ANSWERS), "choose_method")
        finally:
            self.rekey.set(validations_per_hour=10, failed_proofs_per_day=5)

    def test_of_many_right_answers_at_once_one_counts(self):
        gina = self.with_questions("gina")
        self.rekey.set(validations_per_hour=30)
        browser = self.asked(gina)
        copies = []
        for number in range(16):
            copy = self.rekey.browser(number % 2)
            copy.handle, copy.step = browser.handle, browser.step
            copies.append(copy)
        answers = together(lambda copy: copy.answer_questions(ANSWERS), copies)
        self.assertEqual([answer.body for answer in answers if answer.status >= 500], [])
        self.assertEqual(sum(answer.status == 200 for answer in answers), 1)

    def test_an_administrator_has_none(self):
        hans = self.with_questions("hans")
        self.rekey.cli("user", "role", hans.user, "helpdesk", tenant=TENANT)
        self.assertNotIn("security_questions", [method["kind"] for method in self.started(hans).step["methods"]])
        self.expect(self.signed_in(hans).ask("GET", "/account/questions"), "method_not_offered")


class Concealing(QuestionsCase):
    def screens(self, user):
        browser = self.rekey.browser()
        seen = [browser.start(user), browser.choose("security_questions"), browser.view(), browser.resend()]
        seen += [browser.answer_questions({}) for _ in range(7)] + [browser.another(), browser.choose("security_questions"), browser.view()]
        return [anonymous(answer) for answer in seen]

    def test_a_stranger_is_asked_too_and_always_the_same(self):
        """Items 1 and 2: what is shown, and that asking again tells nothing."""
        known = self.with_questions("ines")
        self.rekey.database.change("DELETE FROM setting WHERE key LIKE 'internal.decoy_shares%'")
        self.rekey.database.change("INSERT INTO setting (tenant_id, key, value) VALUES (?, 'internal.decoy_shares', ?)", self.rekey.tenant,
                                   "email 100\nsecurity_questions 100\n")
        expected = self.screens(known.user)
        self.setUp()
        self.assertEqual(self.screens("nobody@contoso.example"), expected)
        sets = []
        for user in (known.user, "nobody@contoso.example", "NOBODY@contoso.example", "someone@contoso.example"):
            self.setUp()
            sets.append({question["id"] for _ in range(12) for question in self.asked(user).step["questions"]})
        self.assertEqual([len(each) for each in sets], [5, 5, 5, 5])
        self.assertEqual(sets[0], set(ANSWERS))
        self.assertEqual(sets[1], sets[2])
        self.assertNotEqual(sets[1], sets[3])
