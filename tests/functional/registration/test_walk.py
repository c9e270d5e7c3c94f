"""A new account from the first sign-in to a reset with two gates, as a browser walks it."""
from harness import GOOD, TENANT, begin_of_step, totp
from harness.registration import OLD, RegistrationCase
from harness.signin import PASSWORD


class Walk(RegistrationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rekey.set(gates=2)

    def interrupt(self, browser) -> dict:
        return browser.ask("GET", "/account/registration").json

    def test_an_account_that_was_given_a_number_registers_the_rest_and_resets_with_two_gates(self):
        user = "anna@contoso.example"
        self.rekey.cli("user", "add", user, "--password", "--permanent", "--mobile", OLD, tenant=TENANT, input=PASSWORD + "\n")
        browser = self.visitor()
        self.expect(browser.sign_in(user), "signed_in")
        asked = self.interrupt(browser)
        self.assertEqual((asked["interrupt"], asked["missing"], asked["maySkip"]), ("register", 2, True))
        (number,) = asked["toVerify"]

        begun = browser.ask("POST", f"/account/methods/{number}/verify", {"via": "voice_mobile"})
        self.assertEqual(begun.json["hint"], {"lastDigits": OLD[-2:]})
        self.assertEqual(self.prove(browser, begun, OLD).json["missing"], 1)

        begin_of_step()
        begun = self.begin(browser, "totp")
        key = begun.json["app"]["key"].replace(" ", "")
        self.assertIn(f"secret={key}&", begun.json["app"]["uri"])
        after = self.answer(browser, begun, totp(key))
        self.assertEqual((after.json["interrupt"], after.json["missing"]), ("none", 0))
        app = next(each for each in after.json["methods"] if each["item"] == "totp")
        self.assertLessEqual(app["usableFrom"], after.json["now"], "the number was proven in this session, so nothing has to wait")

        begun = self.begin(browser, "recovery_codes")
        self.assertEqual(len(begun.json["codes"]), 10)
        saved = browser.ask("POST", "/account/enrollment/save", {"enrollment": begun.json["enrollment"]})
        self.assertEqual(next(each for each in saved.json["methods"] if each["item"] == "recovery_codes")["codesLeft"], 10)

        reset = self.started(user)
        self.expect(reset.choose("totp"), "enter_code")
        self.expect(reset.answer(totp(key)), "code_mismatch")  # used up when it was registered
        self.expect(reset.answer(totp(key, 1)), "choose_method")
        self.expect(reset.choose("recovery_code"), "enter_code")
        self.expect(reset.answer(begun.json["codes"][0]), "set_password")
        self.expect(reset.set_password(GOOD), "completed")
        self.expect(browser.session(), "not_signed_in")

    def test_putting_it_off_is_counted_and_ends(self):
        person = self.member("berta")
        for left in (2, 1, 0):
            browser = self.signed_in(person)
            skipped = browser.ask("POST", "/account/registration/skip").json
            self.assertEqual((skipped["skipsLeft"], skipped["interrupt"]), (left, "none"))
            self.expect(browser.ask("POST", "/account/registration/skip"), "not_allowed_now")  # once a session
        browser = self.signed_in(person)
        self.assertFalse(self.interrupt(browser)["maySkip"])
        self.expect(browser.ask("POST", "/account/registration/skip"), "not_allowed_now")
        self.expect(browser.ask("POST", "/account/registration/confirm"), "not_allowed_now")

    def test_removing_the_last_needed_method_reopens_registration(self):
        person = self.member("carl")
        browser = self.signed_in(person)
        key = next(iter(self.methods(browser)))
        begun = browser.ask("POST", f"/account/methods/{key}/verify", {})
        self.prove(browser, begun, person.mail)
        begun = self.begin(browser, "office", "+31201234567")
        self.assertEqual(self.prove(browser, begun, "+31201234567").json["interrupt"], "none")
        after = browser.ask("POST", f"/account/methods/{key}/remove")
        self.assertEqual((after.json["interrupt"], after.json["missing"]), ("register", 1))
        self.assertEqual(self.rekey.messages(person.mail, "method_removed")[-1]["parameters"]["method"], "email")
