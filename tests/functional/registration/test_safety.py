"""What somebody else could do with a person's password, and what the person is told: security items 17 and 18."""
from harness import TENANT, together
from harness.browser import API
from harness.registration import NEW, OLD, RegistrationCase


class Safety(RegistrationCase):
    def test_a_changed_phone_resets_nothing_an_hour_later_and_the_old_addresses_are_told(self):
        """Item 18."""
        person, thief = self.changed_phone("anna")
        for address in (person.mail, OLD):
            notice = self.rekey.messages(address, "method_changed")[-1]
            self.assertRegex(notice["parameters"]["not_me"], r"^[A-Za-z0-9_-]{22}$")
            self.assertIn("usable_from", notice["parameters"])
        hour = 60 * 60 * 1000
        self.rekey.database.change("UPDATE authenticator SET usable_from = usable_from - ?, usable_until = usable_until - ?", hour, hour)
        hints = [method["hint"].get("lastDigits") for method in self.started(person).step["methods"]]
        self.assertIn(OLD[-2:], hints)
        self.assertNotIn(NEW[-2:], hints)
        self.rekey.database.change("UPDATE authenticator SET usable_from = usable_from - ?, usable_until = usable_until - ?", 23 * hour, 23 * hour)
        hints = [method["hint"].get("lastDigits") for method in self.started(person).step["methods"]]
        self.assertIn(NEW[-2:], hints)
        self.assertNotIn(OLD[-2:], hints)

    def test_looking_at_the_link_changes_nothing_and_posting_freezes_once(self):
        person, thief = self.changed_phone("berta")
        token = self.rekey.messages(person.mail, "method_changed")[-1]["parameters"]["not_me"]
        owner = self.visitor()
        tables = ("session", "authenticator", "registration", "not_me")
        before = [self.rekey.database.rows(f"SELECT * FROM {table}") for table in tables]
        for _ in range(3):
            seen = owner.request("GET", f"{API}/not-me", headers={"Rekey-Notice": token})
            self.assertEqual((seen.status, seen.json["what"], seen.json["frozen"]), (200, "method_changed", False))
        self.assertEqual([self.rekey.database.rows(f"SELECT * FROM {table}") for table in tables], before)
        self.expect(owner.request("GET", f"{API}/not-me", headers={"Rekey-Notice": "A" * 22}), "link_ended")

        answers = together(lambda node: self.visitor(node).ask("POST", "/not-me", {"token": token}).status, [i % 2 for i in range(64)])
        self.assertEqual(sorted(answers), [200] + [410] * 63)
        self.assertEqual(len(self.rekey.audit("account_frozen", person.id)), 1)
        self.expect(thief.session(), "not_signed_in")
        again = self.signed_in(person)
        self.expect(self.begin(again, "office", "+31201234567"), "account_frozen")
        self.assertNotIn(NEW[-2:], [each.get("hint", {}).get("lastDigits") for each in self.methods(again).values()])

        refused = self.rekey.cli("user", "unblock", person.user, tenant=TENANT, check=False)
        self.assertIn("unfreeze", refused.stderr)
        self.assertIn("was frozen", self.rekey.cli("user", "why", person.user, tenant=TENANT, check=False).stdout)
        self.rekey.cli("user", "unfreeze", person.user, tenant=TENANT)
        self.assertEqual(self.begin(self.signed_in(person), "office", "+31201234567").status, 200)

    def test_a_session_older_than_five_minutes_changes_nothing(self):
        _, browser = self.with_phone("carl")
        self.later(5 * 60 + 1)
        self.expect(self.begin(browser, "office", "+31201234567"), "reauthentication_needed")
        self.expect(browser.ask("POST", f"/account/methods/{self.mobile_of(browser)}/remove"), "reauthentication_needed")
        self.assertEqual(browser.ask("GET", "/account/registration").status, 200)

    def test_64_right_codes_register_one_method(self):
        _, browser = self.with_phone("dora")
        begun = self.begin(browser, "office", "+31201234567")
        code = self.rekey.messages(to="+31201234567")[-1]["parameters"]["code"]
        body = {"enrollment": begun.json["enrollment"], "code": code}
        copies = [self.visitor(i % 2, token=browser.token) for i in range(64)]
        answers = together(lambda copy: copy.ask("POST", "/account/enrollment/prove", body).status, copies)
        self.assertEqual(answers.count(200), 1)
        self.assertEqual(len([each for each in self.methods(browser).values() if each["item"] == "office"]), 1)


class BadInput(RegistrationCase):
    def test_a_value_that_will_not_do_is_neither_stored_nor_sent_to(self):
        _, browser = self.with_phone("emil")
        waiting = len(self.rekey.messages())
        for item, value, code in (("email", "no address", "invalid_input"),
                                  ("email", "emil@prіvate.example", "invalid_input"),  # a Cyrillic і
                                  ("email", "EMIL@contoso.example", "own_mailbox"),
                                  ("office", "12", "invalid_input"),
                                  ("office", "0900 1234567", "invalid_input"),  # premium
                                  ("office", "+1 202 555 0143", "number_not_served"),
                                  ("office", "+31 20" + "1" * 200, "invalid_input")):
            answer = self.expect(self.begin(browser, item, value, **({"replaces": self.mail_of(browser)} if item == "email" else {})), code)
            self.assertEqual(answer.json["field"], "value", value)
        for body in ({"item": "office", "value": ["+31201234567"]}, {"item": "office", "value": "1" * 1_000}, {"item": "fax", "value": "1"},
                     {"item": "office"}, {"item": "totp", "value": "x"}, {"item": "office", "value": "+31201234567", "via": "pigeon"}):
            self.expect(browser.ask("POST", "/account/methods", body), "invalid_input")
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM enrollment WHERE state = 'awaiting_code'"), 0)
        self.assertEqual(len(self.rekey.messages()), waiting)

    def mail_of(self, browser) -> str:
        return next(key for key, each in self.methods(browser).items() if each["item"] == "email")

    def test_somebody_elses_number_is_allowed_but_its_budget_holds(self):
        """Item 17: codes to one number are counted whoever asks for them."""
        shared = "+31699887766"
        codes = []
        for name in ("fay", "gus", "han", "ian", "jet", "kim"):
            browser = self.signed_in(self.member(name))
            codes.append(self.begin(browser, "mobile", shared).status)
        self.assertEqual(codes, [200] * 5 + [429])
        self.assertEqual(len(self.rekey.messages(to=shared)), 5)
