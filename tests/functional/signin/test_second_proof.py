"""The second proof at sign-in, as browsers meet it: an app's code (made by another implementation than the server's) or a saved one."""
import time
from collections import Counter

from harness import TENANT, begin_of_step, together, totp
from harness.registration import RegistrationCase
from harness.signin import PASSWORD, SignInCase

NEW = "a slow green bicycle"
NOBODYS = "4F7Q-0ZKD-81MX-RT2B"
PARALLEL = 64


def wrong(key: str) -> str:
    """A code that this app shows at none of the steps that are taken."""
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in [totp(key, step) for step in (-1, 0, 1, 2)])


class Walk(SignInCase):
    options = {"nodes": 2}

    def enrolled(self, name: str, lasting: str | None = "--permanent"):
        person = self.member(name, lasting=lasting)
        return person, self.rekey.add_totp(person)

    def test_an_apps_code_is_asked_for_after_the_password(self):
        anna, key = self.enrolled("anna")
        browser = self.visitor()
        step = self.expect(browser.sign_in(anna.user), "second_proof").step
        self.assertEqual((step["methods"], step["user"]), (["totp"], anna.user))
        self.assertNotIn("rules", step)
        waiting = browser.token
        for path in ("/session", "/account/sessions", "/account/activity", "/account/password", "/account/registration"):
            self.expect(browser.ask("GET", path), "not_signed_in")
        self.expect(browser.change(PASSWORD, NEW), "not_signed_in")
        self.expect(browser.change(PASSWORD, NEW, "/signin/password"), "not_allowed_now")
        self.expect(browser.ask("GET", "/signin"), "second_proof")  # after a reload
        begin_of_step()
        self.expect(browser.prove(wrong(key)), "code_mismatch")
        code = totp(key)
        answer = self.expect(browser.prove(f"{code[:3]} {code[3:]}"), "signed_in")
        self.assertNotIn("methods", answer.step)
        self.assertNotEqual(browser.token, waiting)
        self.assertEqual(browser.session().json["user"], anna.user)
        self.expect(self.visitor(token=waiting).ask("GET", "/signin"), "not_signed_in")
        self.expect(browser.prove(totp(key, 1)), "not_allowed_now")

    def test_the_session_has_two_proofs_so_a_change_counts_at_once(self):
        berta, key = self.enrolled("berta")
        browser = self.asked(berta)
        begin_of_step()
        self.expect(browser.prove(totp(key)), "signed_in")
        begun = browser.ask("POST", "/account/methods", {"item": "recovery_codes"})
        saved = browser.ask("POST", "/account/enrollment/save", {"enrollment": begun.json["enrollment"]})
        codes = next(each for each in saved.json["methods"] if each["item"] == "recovery_codes")
        self.assertLessEqual(codes["usableFrom"], saved.json["now"])
        self.expect(self.asked(berta).prove(begun.json["codes"][0]), "signed_in")

    def test_a_code_is_refused_when_it_comes_again_by_another_server(self):
        carl, key = self.enrolled("carl")
        codes = self.rekey.add_recovery_codes(carl)
        first, second = self.asked(carl, node=0), self.asked(carl, node=1)
        begin_of_step()
        code = totp(key)
        self.expect(first.prove(code), "signed_in")
        self.expect(second.prove(code), "code_mismatch")
        self.expect(second.prove(totp(key, -1)), "code_mismatch")  # the step before is used up too
        self.expect(self.asked(carl, node=0).prove(codes[0].lower().replace("-", " ")), "signed_in")
        self.expect(second.prove(codes[0]), "code_mismatch")
        self.expect(second.prove(codes[1]), "signed_in")
        self.assertEqual(len(self.rekey.messages(carl.mail, "recovery_code_used")), 2)

    def test_a_temporary_password_is_changed_after_the_second_proof(self):
        dora, key = self.enrolled("dora", lasting=None)
        browser = self.asked(dora)
        begin_of_step()
        self.expect(browser.prove(totp(key)), "must_change_password")
        self.expect(browser.session(), "not_signed_in")
        self.expect(browser.prove(totp(key, 1)), "not_allowed_now")
        self.expect(browser.change(PASSWORD, NEW, "/signin/password"), "signed_in")
        self.assertEqual(browser.session().status, 200)

    def test_the_last_saved_code_ends_its_set(self):
        emil = self.member("emil")
        for code in self.rekey.add_recovery_codes(emil):
            self.expect(self.asked(emil).prove(code), "signed_in")
        self.expect(self.visitor().sign_in(emil.user), "signed_in")

    def test_five_wrong_codes_end_the_sign_in(self):
        fred, key = self.enrolled("fred")
        browser = self.asked(fred)
        for _ in range(4):
            self.expect(browser.prove(NOBODYS), "code_mismatch")
        self.expect(browser.prove(NOBODYS), "too_many_tries")
        begin_of_step()
        self.expect(browser.prove(totp(key)), "not_signed_in")
        self.expect(self.asked(fred).prove(totp(key)), "signed_in")

    def test_a_right_password_neither_counts_nor_clears_and_ten_wrong_codes_lock(self):
        gina, key = self.enrolled("gina")
        for number in range(5):
            self.expect(self.visitor().sign_in(gina.user, f"wrong {number}"), "sign_in_refused")
        for _ in range(12):
            self.asked(gina)
        for _ in range(5):
            self.expect(self.asked(gina).prove(wrong(key)), "code_mismatch")
        self.expect(self.visitor().sign_in(gina.user), "sign_in_refused")
        self.assertEqual(len(self.rekey.audit("sign_in_locked", gina.id)), 1)
        self.later(61)
        begin_of_step()
        self.expect(self.asked(gina).prove(totp(key)), "signed_in")

    def test_over_the_budget_a_right_code_is_refused_like_a_wrong_one(self):
        hans, key = self.enrolled("hans")
        self.rekey.set(lockout_failures=50)
        self.addCleanup(self.rekey.set, lockout_failures=10)
        for _ in range(10):
            self.expect(self.asked(hans).prove(wrong(key)), "code_mismatch")
        begin_of_step()
        refused, expected = self.asked(hans).prove(totp(key)), self.asked(hans).prove(wrong(key))
        shape = [(answer.status, {**answer.json, "request": ""}) for answer in (refused, expected)]
        self.assertEqual(shape[0], shape[1])
        self.rekey.cli("user", "unblock", hans.user, tenant=TENANT)
        self.expect(self.asked(hans).prove(totp(key)), "signed_in")

    def test_what_is_typed_at_the_reset_keeps_nobody_out_where_they_usually_are(self):
        ines, key = self.enrolled("ines")
        begin_of_step()
        self.expect(self.asked(ines, client="203.0.113.50").prove(totp(key, -1)), "signed_in")
        for _ in range(3):
            stranger = self.started(ines)
            stranger.choose("totp")
            for _ in range(5):
                stranger.answer(wrong(key))
        self.expect(self.asked(ines).prove(totp(key)), "code_mismatch")
        self.expect(self.asked(ines, client="203.0.113.50").prove(totp(key)), "signed_in")

    def test_a_refusal_comes_at_a_fixed_time_whatever_was_typed(self):
        jaap, key = self.enrolled("jaap")
        for typed in (wrong(key), NOBODYS):
            browser = self.asked(jaap)
            start = time.monotonic()
            self.expect(browser.prove(typed), "code_mismatch")
            self.assertGreaterEqual(time.monotonic() - start, 0.399)

    def test_bad_input(self):
        karl, _ = self.enrolled("karl")
        browser = self.asked(karl)
        for body in ({}, {"code": ""}, {"code": 123456}, {"code": ["123456"]}, {"code": "1" * 65}, {"code": "123456", "more": 1}):
            self.expect(browser.ask("POST", "/signin/proof", body), "invalid_input")
        self.expect(self.visitor().prove("123456"), "not_signed_in")

    def test_nothing_typed_is_stored_or_logged(self):
        lena, key = self.enrolled("lena")
        codes = self.rekey.add_recovery_codes(lena)
        self.expect(self.asked(lena).prove(codes[0]), "signed_in")
        self.asked(lena).prove("9Z9Z-9Z9Z-9Z9Z-9Z9Z")
        everything = self.rekey.logs().encode() + b"".join(file.read_bytes() for file in self.rekey.folder.glob("rekey.db*"))
        for secret in (codes[0], codes[0].replace("-", ""), codes[1], "9Z9Z-9Z9Z", "9Z9Z9Z9Z", key):
            self.assertNotIn(secret.encode(), everything)


class Frozen(RegistrationCase):
    """“This was not me”: the person ends the freeze by signing in with a method that was not touched."""

    def frozen(self, name: str):
        """A thief changed the phone, the owner said so. The owner has an app from long before."""
        person = self.member(name)
        key = self.rekey.add_totp(person)
        self.rekey.cli("user", "methods", "add", person.user, "--mobile", "+31612345678", tenant=TENANT)
        thief = self.asked(person)
        begin_of_step()
        self.expect(thief.prove(totp(key, -1)), "signed_in")
        begun = self.begin(thief, "mobile", "+31687654321", replaces=self.mobile_of(thief))
        self.assertEqual(self.prove(thief, begun, "+31687654321").status, 200)
        token = self.rekey.messages(person.mail, "method_changed")[-1]["parameters"]["not_me"]
        self.assertEqual(self.visitor().ask("POST", "/not-me", {"token": token}).status, 200)
        self.expect(thief.session(), "not_signed_in")
        return person, key

    def is_frozen(self, person) -> bool:
        return self.rekey.database.one("SELECT count(*) FROM registration WHERE identity_id = ? AND frozen_at IS NOT NULL", person.id) == 1

    def test_an_untouched_method_ends_it(self):
        person, key = self.frozen("anna")
        owner = self.asked(person, node=1)
        self.assertTrue(self.is_frozen(person))
        self.expect(owner.prove(wrong(key)), "code_mismatch")
        self.assertTrue(self.is_frozen(person))
        self.expect(owner.prove(totp(key)), "signed_in")
        self.assertFalse(self.is_frozen(person))
        self.assertEqual([event["details"]["by"] for event in self.rekey.audit("account_unfrozen", person.id)], ["second_proof"])
        self.assertEqual(self.begin(owner, "office", "+31201234567").status, 200)
        hints = [each.get("hint", {}).get("lastDigits") for each in self.methods(owner).values()]
        self.assertNotIn("21", hints)  # what the thief brought is gone

    def test_the_password_alone_does_not(self):
        person, _ = self.changed_phone("berta")
        token = self.rekey.messages(person.mail, "method_changed")[-1]["parameters"]["not_me"]
        self.assertEqual(self.visitor().ask("POST", "/not-me", {"token": token}).status, 200)
        browser = self.signed_in(person)
        self.expect(self.begin(browser, "office", "+31201234567"), "account_frozen")
        self.assertTrue(self.is_frozen(person))


class Races(SignInCase):
    """64 at once on two server processes over one PostgreSQL."""
    options = {"store": "postgres", "nodes": 2}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # So that what is single-use decides, and no budget does it before.
        cls.rekey.set(lockout_failures=50, validations_per_hour=30)

    def submit(self, person, code: str) -> Counter:
        """One code from 64 sign-ins at once, half of them at either server; every connection is open before."""
        for table in ("counter", "sign_in_lockout"):
            self.rekey.database.change(f"DELETE FROM {table}")
        browsers = [self.asked(person, number % 2) for number in range(PARALLEL)]
        return Counter(answer.code or answer.step["kind"] for answer in together(lambda browser: browser.prove(code), browsers))

    def assert_one(self, outcomes: Counter):
        self.assertEqual(outcomes["signed_in"], 1, outcomes)
        self.assertEqual(set(outcomes) - {"signed_in", "code_mismatch", "busy"}, set(), outcomes)
        self.assertGreater(outcomes["code_mismatch"], 10, outcomes)

    def test_an_apps_step_signs_in_once(self):
        anna = self.member("anna")
        key = self.rekey.add_totp(anna)
        for _ in range(3):
            self.rekey.database.change("UPDATE totp SET last_step = 0")
            begin_of_step()
            self.assert_one(self.submit(anna, totp(key, 1)))
        self.assertEqual(len(self.rekey.audit("signed_in", anna.id)), 3)

    def test_a_recovery_code_signs_in_once(self):
        berta = self.member("berta")
        for code in self.rekey.add_recovery_codes(berta)[:2]:
            self.assert_one(self.submit(berta, code))
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM recovery_code"), 8)

    def test_64_wrong_codes_in_one_sign_in_are_compared_five_times(self):
        carl = self.member("carl")
        key = self.rekey.add_totp(carl)
        browser = self.asked(carl)
        copies = [self.visitor(number % 2, token=browser.token) for number in range(PARALLEL)]
        outcomes = Counter(answer.code for answer in together(lambda copy: copy.prove(wrong(key)), copies))
        self.assertLessEqual(outcomes["code_mismatch"], 4, outcomes)
        self.assertEqual(set(outcomes) - {"code_mismatch", "too_many_tries", "not_signed_in"}, set(), outcomes)
        reasons = [event["details"]["reason"] for event in self.rekey.audit("second_proof_wrong", carl.id)]
        self.assertLessEqual(reasons.count("wrong_code"), 5)
        self.assertGreaterEqual(reasons.count("wrong_code"), 1)
        begin_of_step()
        self.expect(browser.prove(totp(key)), "not_signed_in")

    def test_a_right_code_among_fifteen_wrong_ones_is_first_or_is_not_used_up(self):
        """The fifth wrong code ends the sign-in."""
        dora = self.member("dora")
        codes = self.rekey.add_recovery_codes(dora)
        browser = self.asked(dora)
        copies = [self.visitor(number % 2, token=browser.token) for number in range(16)]
        answers = together(lambda pair: pair[0].prove(codes[0] if pair[1] == 7 else NOBODYS), list(zip(copies, range(16))))
        won = sum(answer.status == 200 for answer in answers)
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM recovery_code WHERE authenticator_id IN"
                                                 " (SELECT id FROM authenticator WHERE identity_id = ?)", dora.id), 10 - won)
