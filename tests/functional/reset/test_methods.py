"""A reset with every kind of proof, on development servers, which offer text messages and calls too."""
import json

from harness import GOOD, TENANT, ResetCase, begin_of_step, together, totp, wait_until
from test_concealment import anonymous
from test_matrix import REFUSALS, REQUESTS, read_table

MOBILE, OFFICE, OTHER = "+31612345678", "+31201234567", "+31687654321"


class MethodCase(ResetCase):
    options = {"dev": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = 0

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")
        self.rekey.set(gates=1)

    def person(self, **more):
        type(self).serial += 1
        return self.rekey.add_person(f"person{self.serial}@contoso.example", **more)

    def asked(self, person, kind, number=None, node=0, **more):
        """A browser in front of the field for the code."""
        browser = self.started(person, node)
        self.expect(browser.choose(kind, number, **more), "enter_code")
        return browser

    def code(self, to, channel):
        """The newest code to that address by that channel."""
        found = wait_until(lambda: [message for message in self.rekey.messages(to, "reset_code") if message["channel"] == channel], "a code is queued")
        return found[-1]["parameters"]["code"]


class ConfirmedCalls(MethodCase):
    """Item 20: the two digits of the page are typed on the phone. What the phone says is written into the store here."""

    def setUp(self):
        super().setUp()
        self.rekey.set(voice_proof="number")
        self.addCleanup(lambda: self.rekey.set(voice_proof="code"))

    def called(self, person, number=MOBILE):
        browser = self.started(person)
        self.expect(browser.choose("voice_mobile", number), "confirm_call")
        return browser

    def confirm(self):
        self.rekey.database.change("UPDATE challenge SET confirmed_at = created_at WHERE number IS NOT NULL AND ended_at IS NULL")

    def test_the_page_goes_on_once_the_phone_has_confirmed(self):
        anna = self.person(mobile=MOBILE)
        browser = self.called(anna)
        self.assertIn(browser.step["number"], range(20, 90))
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "code_mismatch")
        self.assertFalse(browser.view().json["step"]["confirmed"])
        self.confirm()
        self.assertTrue(browser.view().json["step"]["confirmed"])
        self.expect(browser.post("answer", {"challenge": browser.step["challenge"]}), "set_password")
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(anna, GOOD))

    def test_whoever_is_called_the_screen_is_the_same(self):
        anna = self.person(mobile=MOBILE)
        seen = set()
        for person, number in ((anna, MOBILE), (anna, OTHER)):
            self.rekey.database.change("DELETE FROM counter")
            browser = self.called(person, number)
            wrong = browser.post("answer", {"challenge": browser.step["challenge"]})
            steps = [{key: value for key, value in step.items() if key in ("kind", "confirmed", "resent", "gate")} | {"keys": sorted(step)}
                     for step in (browser.step, browser.view().json["step"])]
            seen.add(repr((steps, wrong.code)))
        self.assertEqual(len(seen), 1)

    def test_a_state_that_waits_for_a_phone_allows_what_a_code_allows(self):
        """The matrix's row of awaiting_code, where nothing is typed."""
        anna = self.person(mobile=MOBILE)
        for name, request in REQUESTS.items():
            with self.subTest(name):
                self.rekey.database.change("DELETE FROM counter")
                browser = self.started(anna)
                browser.method = browser.step["methods"][0]["id"]
                self.expect(browser.choose("voice_mobile", MOBILE), "confirm_call")
                browser.challenge = browser.step["challenge"]
                refused = request(browser).code in REFUSALS
                self.assertEqual(refused, name not in read_table()["awaiting_code"])

    def test_four_browsers_with_one_confirmation(self):
        browser = self.called(self.person(mobile=MOBILE))
        self.confirm()
        challenge = browser.step["challenge"]
        copies = [self.rekey.browser() for _ in range(4)]
        for copy in copies:
            copy.handle = browser.handle
        answers = together(lambda copy: copy.post("answer", {"challenge": challenge}), copies)
        self.assertEqual([answer.status for answer in answers].count(200), 1)


class Walks(MethodCase):
    def finish(self, person, browser):
        self.expect(browser.set_password(GOOD), "completed")
        self.assertTrue(self.rekey.fits(person, GOOD))

    def test_a_text_message(self):
        anna = self.person(mobile=MOBILE)
        browser = self.started(anna)
        self.assertEqual(browser.step["region"], "NL")
        hints = {method["kind"]: method["hint"] for method in browser.step["methods"]}
        self.assertEqual(hints["sms"], {"lastDigits": "78"})
        self.expect(browser.choose("sms", "06 1234 5678"), "enter_code")
        self.assertEqual(browser.step["digits"], 6)
        code = self.code(MOBILE, "sms")
        self.assertRegex(code, r"^\d{6}$")
        self.expect(browser.answer(f"{code[:3]} {code[3:]}"), "set_password")
        self.finish(anna, browser)

    def test_a_call_to_the_mobile_and_to_the_office(self):
        for kind, typed, number in (("voice_mobile", MOBILE, MOBILE), ("voice_office", "020 - 123 45 67", OFFICE)):
            person = self.person(mobile=MOBILE, office=OFFICE)
            browser = self.asked(person, kind, typed)
            self.expect(browser.answer(self.code(number, "voice")), "set_password")
            self.finish(person, browser)

    def test_a_number_of_another_country(self):
        self.rekey.set(phone_regions=["DE"])
        dora = self.person(mobile="+49 151 12345678")
        browser = self.asked(dora, "sms", "0151 12345678", region="DE")
        self.expect(browser.answer(self.code("+4915112345678", "sms")), "set_password")

    def test_an_authenticator_app(self):
        emil = self.person()
        key = self.rekey.add_totp(emil)
        begin_of_step()
        browser = self.asked(emil, "totp")
        self.assertEqual((browser.step["digits"], browser.step.get("codeExpiresAt"), browser.step.get("resendAt")), (6, None, None))
        self.expect(browser.resend(), "not_allowed_now")
        self.expect(browser.answer(totp(key, 5)), "code_mismatch")
        self.expect(browser.answer(totp(key, -1)), "set_password")  # a phone whose clock is behind
        self.finish(emil, browser)
        self.assertEqual(self.rekey.messages(emil.mail, "reset_code"), [])

    def test_a_recovery_code(self):
        fred = self.person()
        codes = self.rekey.add_recovery_codes(fred)
        browser = self.asked(fred, "recovery_code")
        self.expect(browser.answer("0000-0000-0000-0000"), "code_mismatch")
        self.expect(browser.answer(codes[3].lower().replace("-", " ")), "set_password")
        self.finish(fred, browser)
        again = self.asked(fred, "recovery_code")
        self.expect(again.answer(codes[3]), "code_mismatch")
        self.expect(again.answer(codes[4]), "set_password")

    def test_two_and_three_gates(self):
        """Each a different channel: e-mail, texts, calls, app and saved codes are one each."""
        for gates in (2, 3):
            with self.subTest(gates=gates):
                self.rekey.set(gates=gates)
                gina = self.person(mobile=MOBILE, office=OFFICE)
                key = self.rekey.add_totp(gina)
                begin_of_step()
                browser = self.asked(gina, "voice_mobile", MOBILE)
                self.assertEqual((browser.step["gate"], browser.step["gates"]), (1, gates))
                self.expect(browser.answer(self.code(MOBILE, "voice")), "choose_method")
                self.assertEqual([method["kind"] for method in browser.step["methods"]], ["sms", "email", "totp"])
                if gates == 3:
                    self.expect(browser.choose("sms", MOBILE), "enter_code")
                    self.expect(browser.answer(self.code(MOBILE, "sms")), "choose_method")
                self.expect(browser.set_password(GOOD), "not_allowed_now")
                self.expect(browser.choose("totp"), "enter_code")
                self.expect(browser.answer(totp(key)), "set_password")
                self.finish(gina, browser)

    def test_too_few_channels_are_told_after_the_first_proof(self):
        self.rekey.set(gates=2)
        hans = self.person(mail=None, mobile=MOBILE)
        methods = json.loads(self.rekey.cli("--json", "user", "methods", "list", hans.user, tenant=TENANT).stdout)
        for method in methods:
            if method["kind"] == "voice_mobile":
                self.rekey.cli("user", "methods", "remove", hans.user, method["id"], tenant=TENANT)
        browser = self.asked(hans, "sms", MOBILE)
        self.expect(browser.answer(self.code(MOBILE, "sms")), "refused")
        self.assertEqual((browser.step["reason"], browser.step["missing"]), ("too_few_methods", 1))


class Replays(MethodCase):
    """Single use over two servers."""
    options = {"dev": True, "store": "postgres", "nodes": 2}

    def test_a_code_of_the_app_counts_once_on_whatever_server(self):
        """Item 10."""
        ines = self.person()
        key = self.rekey.add_totp(ines)
        begin_of_step()
        code = totp(key)
        first, second = self.asked(ines, "totp"), self.asked(ines, "totp", node=1)
        self.expect(first.answer(code), "set_password")
        self.expect(second.answer(code), "code_mismatch")
        self.expect(second.answer(totp(key, -1)), "code_mismatch")  # the step before is used up too
        self.expect(second.answer(totp(key, 1)), "set_password")

    def right_codes(self, person, kind, code):
        """Sixty-four at once, in eight attempts on two servers."""
        attempts = [self.asked(person, kind, node=number % 2) for number in range(8)]
        copies = []
        for number in range(64):
            copy = self.rekey.browser(number % 2)
            copy.handle, copy.step = attempts[number % 8].handle, attempts[number % 8].step
            copy.get("/api/v1/portal")
            copies.append(copy)
        answers = together(lambda copy: copy.answer(code), copies)
        self.assertEqual([answer.body for answer in answers if answer.status >= 500], [])
        return sum(answer.status == 200 for answer in answers)

    def test_sixty_four_right_codes_open_one_door(self):
        """Item 9, for one step of an app and for one recovery code."""
        self.rekey.set(failed_proofs_per_day=20, validations_per_hour=30)
        jaap = self.person()
        key, codes = self.rekey.add_totp(jaap), self.rekey.add_recovery_codes(jaap)
        begin_of_step()
        self.assertEqual(self.right_codes(jaap, "totp", totp(key)), 1)
        self.setUp()
        self.assertEqual(self.right_codes(jaap, "recovery_code", codes[0]), 1)


class BadInput(MethodCase):
    WRONG = ["", " ", "12", "+", "not a number", "0900 1234567", "0906 1234", "0800 1234567", "+31 6 1234567890123", "０６１２３４５６７８", "٠٦١٢٣٤٥٦٧٨",
             "+31 6 1234567O", "+31 6 12345678 ext 5", "tel:+31612345678", "1" * 64]

    def sent(self):
        return self.rekey.database.one("SELECT count(*) FROM outbox")

    def test_what_is_no_number_is_refused_and_nothing_is_sent(self):
        """Items 17, 22, 23: malformed, costly and look-alike numbers, for somebody and for nobody."""
        anna = self.person(mobile=MOBILE)
        browser = self.started(anna)
        before = self.sent()
        for typed in self.WRONG:
            answer = self.expect(browser.choose("sms", typed), "invalid_input")
            self.assertEqual(answer.json["field"], "number", typed)
        self.expect(browser.choose("sms", "06\u0000"), "invalid_input")
        method = next(method["id"] for method in browser.step["methods"] if method["kind"] == "sms")
        for body in ({"method": method, "number": ["+31612345678"]}, {"method": method, "number": 31612345678}, {"method": [method], "number": MOBILE},
                     {"method": method, "number": {"of": MOBILE}}, {"method": method, "number": MOBILE, "region": ["NL"]},
                     {"method": method, "number": MOBILE, "region": "NLD"}, {"method": method, "number": "1" * 65}):
            self.expect(browser.post("method", body), "invalid_input")
        self.expect(browser.post("method", {"method": method, "number": "1" * 1_000_000}), 413)
        self.assertEqual(self.sent(), before)
        self.expect(browser.choose("sms", MOBILE), "enter_code")

    def test_what_is_no_code_does_not_fit(self):
        berta = self.person()
        self.rekey.add_totp(berta)
        self.rekey.add_recovery_codes(berta)
        for kind in ("totp", "recovery_code"):
            browser = self.asked(berta, kind)
            for typed in ("１２３４５６", "12345", "-" * 64, "\u202e123456"):
                self.expect(browser.answer(typed), "code_mismatch")
            self.expect(browser.post("answer", {"challenge": browser.step["challenge"], "code": ["123456"]}), "invalid_input")

    def test_a_wrong_number_in_a_file_is_an_error_of_its_row(self):
        file = self.rekey.folder / "people.csv"
        file.write_text("user_name,mobile,office\nrow1@contoso.example,06 12345678,\nrow2@contoso.example,12,\n"
                        "row3@contoso.example,,0900 1234567\nrow4@contoso.example,+49 151 12345678,\n")
        self.rekey.set(phone_regions=[])
        done = self.rekey.cli("--json", "user", "import", file, tenant=TENANT, check=False)
        report = json.loads(done.stdout)
        self.assertEqual([error["line"] for error in report["errors"]], [3, 4, 5])
        self.assertIn("mobile:", report["errors"][0]["message"])
        self.assertIn("office:", report["errors"][1]["message"])


class Concealment(MethodCase):
    """What a stranger sees of each kind is the same for a person and for nobody (item 1)."""
    KINDS = {"sms": MOBILE, "voice_mobile": MOBILE, "voice_office": OFFICE, "email": None, "totp": None, "recovery_code": None}

    def screens(self, user, kind, number):
        browser = self.rekey.browser()
        seen = [browser.start(user), browser.choose(kind, number), browser.view(), browser.resend()]
        seen += [browser.answer("000000") for _ in range(7)] + [browser.another(), browser.choose(kind, number), browser.view()]
        return [anonymous(answer) for answer in seen]

    def test_each_kind_looks_the_same_for_everybody(self):
        known = self.person(mobile=MOBILE, office=OFFICE)
        self.rekey.add_totp(known)
        self.rekey.add_recovery_codes(known)
        # Everybody counted so far has everything: so do the decoys.
        self.rekey.database.change("DELETE FROM setting WHERE key LIKE 'internal.decoy_shares%'")
        self.rekey.database.change("INSERT INTO setting (tenant_id, key, value) VALUES (?, 'internal.decoy_shares', ?)", self.rekey.tenant,
                                   "".join(f"{kind} 100\n" for kind in self.KINDS))
        for kind, number in self.KINDS.items():
            with self.subTest(kind=kind):
                expected = self.screens(known.user, kind, number)
                self.setUp()
                self.assertEqual(self.screens("nobody@contoso.example", kind, number), expected)
                self.setUp()
                if number:
                    self.assertEqual(self.screens(known.user, kind, OTHER), expected)
                    self.setUp()

    def test_decoys_show_what_people_have(self):
        """A kind that nobody has set up is no decoy's, and one that all have is every decoy's."""
        self.rekey.database.change("DELETE FROM setting WHERE key LIKE 'internal.decoy_shares%'")
        self.rekey.database.change("INSERT INTO setting (tenant_id, key, value) VALUES (?, 'internal.decoy_shares', ?)", self.rekey.tenant,
                                   "email 100\nsms 50\nvoice_mobile 50\n")
        seen = [tuple(method["kind"] for method in self.started(f"nobody{number}@contoso.example").step["methods"]) for number in range(24)]
        self.assertEqual(set(seen), {("email",), ("sms", "voice_mobile", "email")})


class Configured(ResetCase):
    """A server that is not for development offers no text messages and calls: there is nobody yet to send them."""

    def test_a_phone_is_not_offered(self):
        karl = self.rekey.add_person("karl@contoso.example", mobile=MOBILE)
        self.rekey.add_totp(karl)
        browser = self.started(karl)
        self.assertEqual([method["kind"] for method in browser.step["methods"]], ["email", "totp"])
