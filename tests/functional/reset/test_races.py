"""Many at once on two server processes over one PostgreSQL: what is single-use is used once, what is counted is counted (items 8, 9, 36, 37, 39)."""
import json
from collections import Counter

from harness import GOOD, ResetCase, together, wrong

PARALLEL = 64


class Races(ResetCase):
    options = {"store": "postgres", "nodes": 2}

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def copies(self, browser, count: int = PARALLEL):
        """Browsers with the same handle, spread over both nodes, each with its connection open."""
        made = []
        for number in range(count):
            copy = self.rekey.browser(number % 2)
            copy.handle, copy.step = browser.handle, browser.step
            copy.get("/api/v1/portal")
            made.append(copy)
        return made

    def test_a_right_code_opens_the_door_once(self):
        """Item 9: 64 parallel right codes, several rounds, exactly one success each."""
        anna = self.rekey.add_person("anna@contoso.example")
        for _ in range(6):
            self.setUp()
            browser = self.waiting(anna)
            code = self.rekey.code_for(anna.mail)
            # The sixth try of a code is one too many, so at most five of the 64 are compared, and one of them is first.
            answers = together(lambda copy: copy.answer(code), self.copies(browser))
            steps = Counter(answer.code or answer.step["kind"] for answer in answers)
            self.assertEqual(steps["set_password"], 1, steps)
            self.assertEqual(sum(answer.status >= 500 for answer in answers), 0, steps)
            attempt = self.rekey.database.rows("SELECT id FROM attempt ORDER BY started_at DESC LIMIT 1")[0]["id"]
            self.assertEqual(self.rekey.database.one("SELECT count(*) FROM password_grant WHERE attempt_id = ?", attempt), 1)
            self.assertEqual(sum(event["attempt_id"] == attempt for event in self.rekey.audit("proof_passed")), 1)

    def test_a_grant_sets_one_password(self):
        """Item 9: parallel submissions of different passwords with one grant."""
        berta = self.rekey.add_person("berta@contoso.example")
        for attempt in range(4):
            self.setUp()
            browser = self.proven(berta)
            candidates = [f"{GOOD}, number {attempt} {number}" for number in range(8)]
            answers = together(lambda pair: pair[0].set_password(pair[1]), list(zip(self.copies(browser, 8), candidates)))
            won = [candidate for candidate, answer in zip(candidates, answers) if answer.status == 200]
            self.assertEqual(len(won), 1, Counter(answer.code for answer in answers))
            self.assertTrue(self.rekey.fits(berta, won[0]))
            self.expect(browser.set_password(GOOD), "attempt_ended")

    def test_a_captcha_opens_one_attempt(self):
        """Items 36 and 37: the same solved captcha from many browsers on both nodes."""
        carl = self.rekey.add_person("carl@contoso.example")
        solved = self.rekey.browser().captcha()
        browsers = [self.rekey.browser(number % 2) for number in range(PARALLEL)]
        answers = together(lambda browser: browser.start(carl.user, solved), browsers)
        self.assertEqual(Counter(answer.code for answer in answers), {None: 1, "captcha_wrong": PARALLEL - 1})

    def test_two_thousand_wrong_codes_compare_five(self):
        """Item 8: one challenge, two processes."""
        dora = self.rekey.add_person("dora@contoso.example")
        browser = self.waiting(dora)
        code = self.rekey.code_for(dora.mail)
        copies = self.copies(browser, 50)
        rounds = together(lambda copy: [copy.answer(wrong(code)).code for _ in range(40)], copies)
        outcomes = Counter(code for codes in rounds for code in codes)
        self.assertEqual(sum(outcomes.values()), 2000)
        self.assertLessEqual(outcomes["code_mismatch"], 5, outcomes)
        self.assertEqual(set(outcomes) - {"code_mismatch", "too_many_tries"}, set())
        self.expect(browser.answer(code), "too_many_tries")
        self.assertEqual(self.rekey.database.one("SELECT max(tries) FROM challenge WHERE attempt_id = (SELECT id FROM attempt WHERE subject = ?)", dora.id), 2001)

    def test_the_accounts_budget_holds_over_many_attempts(self):
        """Item 8: 40 attempts from 40 addresses on both nodes, every code guessed at wrongly at once: five challenges are compared, no more, and
        then not even a right code fits."""
        emil = self.rekey.add_person("emil@contoso.example")
        browsers = []
        for number in range(40):
            self.setUp()  # the budget of messages is not the one in question
            browsers.append(self.waiting(emil, number % 2))
        last = self.rekey.code_for(emil.mail)
        together(lambda browser: [browser.answer("00000000") for _ in range(5)], browsers[:-1])
        compared = self.rekey.database.one("SELECT count(*) FROM challenge c JOIN attempt a ON a.id = c.attempt_id AND a.tenant_id = c.tenant_id"
                                           " WHERE a.subject = ? AND c.tries > 0 AND c.comparable = 1", emil.id)
        self.assertEqual(compared, 5)
        self.assertEqual(len(self.rekey.audit("reset_paused", emil.id)), 1)
        self.expect(browsers[-1].answer(last), "code_mismatch")
        self.assertEqual(len(self.rekey.messages(emil.mail, "reset_paused")), 1)  # the person is told, once

    def test_success_ends_the_other_attempts(self):
        """Item 39: two attempts of one person; what was proven in the second is worth nothing after the first succeeded."""
        fred = self.rekey.add_person("fred@contoso.example")
        first = self.proven(fred)
        second = self.proven(fred, node=1)
        self.expect(first.set_password(GOOD), "completed")
        self.expect(second.set_password("an attacker's slow bicycle"), "attempt_ended")
        self.assertTrue(self.rekey.fits(fred, GOOD))

    def test_two_proven_attempts_race_to_one_password(self):
        """Item 39: both proven before either sets; exactly one sets."""
        gina = self.rekey.add_person("gina@contoso.example")
        for number in range(3):
            self.setUp()
            pair = [self.proven(gina, node) for node in (0, 1)]
            candidates = [f"a slow green bicycle {number}{node}" for node in (0, 1)]
            answers = together(lambda at: pair[at].set_password(candidates[at]), (0, 1))
            self.assertEqual(sorted(answer.status == 200 for answer in answers), [False, True], [answer.body for answer in answers])
            self.assertTrue(self.rekey.fits(gina, candidates[[answer.status for answer in answers].index(200)]))

    def test_nothing_crosses_between_attempts(self):
        """Item 11: codes, challenges and method ids of one attempt in another, on either node, by either person."""
        hans, ines = (self.rekey.add_person(f"{name}@contoso.example") for name in ("hans", "ines"))
        mine = self.waiting(hans)
        my_code = self.rekey.code_for(hans.mail)
        for other in (self.waiting(hans, node=1), self.waiting(ines, node=1)):
            self.expect(other.answer(my_code, mine.step["challenge"]), "not_allowed_now")  # my challenge, another handle
            self.expect(other.answer(my_code), "code_mismatch")                            # my code, its own challenge
        chooser = self.started(ines)
        self.expect(chooser.post("method", {"method": mine.step["method"]["id"]}), "method_not_offered")
        challenge = mine.step["challenge"]
        self.expect(mine.answer(my_code), "set_password")
        self.expect(mine.answer(my_code, challenge), "not_allowed_now")

    def test_a_handle_dies_at_each_privilege_step(self):
        """Item 33: the handle before the proof is worthless after it, and the one before the password too."""
        jaap = self.rekey.add_person("jaap@contoso.example")
        browser = self.waiting(jaap)
        handles = [browser.handle]
        self.expect(browser.answer(self.rekey.code_for(jaap.mail)), "set_password")
        handles.append(browser.handle)
        self.expect(browser.set_password(GOOD), "completed")
        handles.append(browser.handle)
        self.assertEqual(len(set(handles)), 3)
        thief = self.rekey.browser(1)
        for handle in handles[:2]:
            thief.handle = handle
            self.expect(thief.view(), "attempt_ended")

    def test_a_browser_cannot_choose_its_own_handle(self):
        """Item 33: a handle brought along at the start is ignored."""
        karl = self.rekey.add_person("karl@contoso.example")
        browser = self.rekey.browser()
        mine = "A" * 43
        answer = browser.request("POST", "/api/v1/reset/attempts", {"user": karl.user, "captcha": browser.captcha()}, {"Rekey-Attempt": mine})
        self.assertNotEqual(answer.json["attempt"], mine)
        browser.handle = mine
        self.expect(browser.view(), "attempt_ended")


class Accounts(ResetCase):
    """What happens to the account while a reset runs (item 38)."""

    def disabled_meanwhile(self, act):
        person = self.rekey.add_person(f"person{self.id()[-3:].strip('_')}@contoso.example")
        browser, go_on = act(person)
        self.rekey.cli("user", "disable", person.user, tenant="contoso.example")
        self.assertGreaterEqual(go_on(browser).status, 400)
        self.assertTrue(self.rekey.fits(person, "an old brown kettle"))
        self.assertEqual(self.rekey.audit("password_reset", person.id), [])

    def test_disabled_before_the_code(self):
        self.disabled_meanwhile(lambda person: ((browser := self.waiting(person)), lambda _: browser.answer(self.rekey.code_for(person.mail))))

    def test_disabled_before_the_password(self):
        self.disabled_meanwhile(lambda person: (self.proven(person), lambda browser: browser.set_password(GOOD)))

    def test_enabled_again_an_old_grant_stays_void(self):
        person = self.rekey.add_person("lena@contoso.example")
        browser = self.proven(person)
        for change in ("disable", "enable"):
            self.rekey.cli("user", change, person.user, tenant="contoso.example")
        self.expect(browser.set_password(GOOD), "attempt_ended")

    def test_a_password_set_by_an_operator_voids_the_attempt(self):
        person = self.rekey.add_person("mona@contoso.example")
        browser = self.proven(person)
        self.rekey.cli("user", "password", person.user, tenant="contoso.example", input="set by the operator\n")
        self.expect(browser.set_password(GOOD), "attempt_ended")
        self.assertTrue(self.rekey.fits(person, "set by the operator"))

    def test_a_method_removed_meanwhile_proves_nothing(self):
        person = self.rekey.add_person("nina@contoso.example")
        browser = self.waiting(person)
        code = self.rekey.code_for(person.mail)
        (method,) = json.loads(self.rekey.cli("--json", "user", "methods", "list", person.user, tenant="contoso.example").stdout)
        self.rekey.cli("user", "methods", "remove", person.user, method["id"], tenant="contoso.example")
        self.assertGreaterEqual(browser.answer(code).status, 400)


class Clocks(ResetCase):
    """Nodes whose clocks are ten minutes ahead and ten behind (item 54)."""
    options = {"store": "postgres"}

    def test_nodes_with_skewed_clocks_agree(self):
        """Each verdict about time is the store's: the same code, the same instant, the same answer on every node."""
        for skew in (600, -600):
            self.rekey.add_node(skew)
        person = self.rekey.add_person("olga@contoso.example")
        for left, verdict in ((20_000, "code_mismatch"), (-1000, "code_expired")):
            browser = self.waiting(person)
            self.rekey.age(10 * 60_000 - left)
            for node in range(3):
                copy = self.rekey.browser(node)
                copy.handle, copy.step = browser.handle, browser.step
                self.expect(copy.answer("00000000"), verdict)
        browser = self.waiting(person)
        self.rekey.age(15 * 60_000 + 1000)
        for node in range(3):
            copy = self.rekey.browser(node)
            copy.handle = browser.handle
            self.expect(copy.view(), "attempt_ended")
