"""The whole reset, over the API, with mail from a real SMTP server (STARTTLS and AUTH)."""
from harness import GOOD, OTHER_ORIGIN, OTHER_TENANT, ResetCase, wait_until, wrong


class Walk(ResetCase):
    options = {"workers": 1, "mail": ()}

    def mailed(self, person):
        """The newest mailed code."""
        return self.rekey.mailed_code(person.mail, len(self.rekey.mailbox.mails(person.mail)))

    def test_a_person_gets_back_in(self):
        anna = self.rekey.add_person("anna@contoso.example")
        browser = self.started("  Anna@Contoso.EXAMPLE ")
        self.assertEqual(browser.step["user"], "Anna@Contoso.EXAMPLE")
        (method,) = browser.step["methods"]
        self.assertEqual((method["kind"], method["hint"]), ("email", {"first": "a", "last": "a", "domainFirst": "p", "suffix": "example"}))
        self.expect(browser.choose(), "enter_code")
        self.assertEqual(browser.step["digits"], 8)

        code = self.rekey.mailed_code(anna.mail)
        self.expect(browser.answer(wrong(code)), "code_mismatch")
        self.expect(browser.answer(f"{code[:4]} {code[4:]}"), "set_password")  # as it is shown
        self.expect(browser.set_password(GOOD), "completed")
        self.assertEqual(browser.step["outcome"], "reset")

        self.assertTrue(self.rekey.fits(anna, GOOD))
        self.assertFalse(self.rekey.fits(anna, "an old brown kettle"))
        notice = self.rekey.mailbox.wait_for(anna.mail, 2)
        for text in (notice["text"], notice["html"]):
            self.assertNotIn(GOOD, text)
            self.assertNotIn(code, text)
        kinds = [event["kind"] for event in self.rekey.audit(subject=anna.id)]
        self.assertEqual([kind for kind in kinds if kind != "identity_added" and "authenticator" not in kind and "operator" not in kind],
                         ["reset_started", "code_sent", "code_wrong", "proof_passed", "password_reset"])

    def test_a_step_can_be_seen_again_after_a_reload(self):
        berta = self.rekey.add_person("berta@contoso.example")
        browser = self.started(berta)
        self.expect(browser.choose(), "enter_code")
        before = {key: value for key, value in browser.step.items() if key != "now"}
        self.expect(browser.view(), "enter_code")
        self.assertEqual({key: value for key, value in browser.step.items() if key != "now"}, before)

    def test_a_new_code_replaces_the_one_before(self):
        carl = self.rekey.add_person("carl@contoso.example")
        browser = self.waiting(carl)
        first, first_challenge = self.rekey.mailed_code(carl.mail), browser.step["challenge"]
        too_soon = self.expect(browser.resend(), "resend_too_soon")
        self.assertGreater(int(too_soon.header("Retry-After")), 0)
        self.rekey.age(31_000)
        self.expect(browser.resend(), "enter_code")
        self.assertTrue(browser.step["resent"])
        second = self.rekey.mailed_code(carl.mail, 2)
        self.expect(browser.answer(first, first_challenge), "not_allowed_now")
        self.expect(browser.answer(second), "set_password")

    def test_a_code_expires_after_ten_minutes(self):
        dora = self.rekey.add_person("dora@contoso.example")
        browser = self.waiting(dora)
        code = self.rekey.mailed_code(dora.mail)
        self.rekey.age(10 * 60_000 + 1000)
        self.expect(browser.answer(code), "code_expired")

    def test_an_attempt_dies_after_fifteen_minutes(self):
        emil = self.rekey.add_person("emil@contoso.example")
        browser = self.waiting(emil)
        self.rekey.age(15 * 60_000 + 1000)
        for answer in (browser.view(), browser.choose, browser.resend(), browser.set_password(GOOD)):
            if not callable(answer):
                self.expect(answer, "attempt_ended")

    def test_after_five_wrong_codes_the_right_one_is_refused(self):
        fred = self.rekey.add_person("fred@contoso.example")
        browser = self.waiting(fred)
        code = self.rekey.mailed_code(fred.mail)
        outcomes = [browser.answer(wrong(code)).code for _ in range(5)]
        self.assertEqual(set(outcomes) - {"too_many_tries"}, {"code_mismatch"})
        self.expect(browser.answer(code), "too_many_tries")
        self.expect(browser.another(), "choose_method")

    def test_a_refused_password_says_why_and_leaves_the_attempt_open(self):
        gina = self.rekey.add_person("gina@contoso.example", password=GOOD)
        browser = self.waiting(gina)
        self.expect(browser.answer(self.rekey.mailed_code(gina.mail)), "set_password")
        cases = {"short": "too_short", "gina is a nice name": "contains_name", "password2026!": "common", "abcabcabcabc": "common", GOOD: "used_before",
                 "x" * 300: "too_long"}
        for candidate, rule in cases.items():
            answer = self.expect(browser.set_password(candidate), "password_refused")
            self.assertIn(rule, [reason["rule"] for reason in answer.json["reasons"]], candidate)
        advice = browser.check("a slow brown bicycle")
        self.assertEqual((advice.status, advice.json["reasons"]), (200, []))
        self.expect(browser.set_password("a slow brown bicycle"), "completed")

    def test_an_earlier_password_is_refused_five_resets_long(self):
        hans = self.rekey.add_person("hans@contoso.example", password="the very first kettle")
        for number in range(4):
            browser = self.waiting(hans)
            wait_until(lambda: len(self.rekey.mailbox.mails(hans.mail)) == 2 * number + 1, "the code arrives")
            self.expect(browser.answer(self.mailed(hans)), "set_password")
            self.expect(browser.set_password("the very first kettle"), "password_refused")
            self.expect(browser.set_password(f"another kettle, number {number}"), "completed")
            self.rekey.mailbox.wait_for(hans.mail, 2 * number + 2)
            self.rekey.age(24 * 3600_000)

    def test_two_keyboards_type_the_same_password(self):
        ines = self.rekey.add_person("ines@contoso.example")
        browser = self.waiting(ines)
        self.expect(browser.answer(self.rekey.mailed_code(ines.mail)), "set_password")
        self.expect(browser.set_password("cafe\u0301 au lait froid"), "completed")  # decomposed
        self.assertTrue(self.rekey.fits(ines, "caf\u00e9 au lait froid"))            # stored in NFC

    def test_a_person_is_told_in_their_language(self):
        jaap = self.rekey.add_person("jaap@contoso.example", language="nl")
        browser = self.rekey.browser()
        self.expect(browser.start(jaap.user, language="nl"), "choose_method")
        browser.choose()
        self.assertRegex(self.rekey.mailbox.wait_for(jaap.mail)["text"], r"wachtwoord")

    def test_the_other_tenant_knows_nobody_of_this_one(self):
        mine = self.rekey.add_person("karl@contoso.example")
        theirs = self.rekey.add_person("karl@contoso.example", mail="other@private.example", tenant=OTHER_TENANT)
        browser = self.rekey.browser(origin=OTHER_ORIGIN)
        self.expect(browser.start(mine.user), "choose_method")
        browser.choose()
        code = self.rekey.mailed_code(theirs.mail)
        self.assertEqual(self.rekey.mailbox.mails(mine.mail), [])
        self.expect(browser.answer(code), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertFalse(self.rekey.fits(mine, GOOD))

    def test_the_spoken_captcha_opens_the_same_door(self):
        lena = self.rekey.add_person("lena@contoso.example")
        browser = self.rekey.browser()
        made = browser.request("POST", "/api/v1/captchas", {"kind": "sound", "language": "en"})
        sound = browser.get(made.json["media"])
        self.assertEqual((sound.status, sound.header("Content-Type"), sound.body[:4]), (200, "audio/wav", b"RIFF"))
        challenge = made.json["challenge"]
        self.expect(browser.start(lena.user, {"challenge": challenge, "answer": self.rekey.solve(challenge)}), "choose_method")

    def test_the_picture_is_the_same_each_time_and_small(self):
        browser = self.rekey.browser()
        made = browser.request("POST", "/api/v1/captchas", {"kind": "picture"}).json
        first, again = browser.get(made["media"]), browser.get(made["media"])
        self.assertEqual((first.status, first.body), (200, again.body))
        self.assertTrue(first.body.startswith(b"\x89PNG") and len(first.body) <= 5 * 1024)


