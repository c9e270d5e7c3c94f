"""The counters of the product's table of numbers: who is slowed down, and that nobody else is (items 8, 13, 16)."""
from harness import GOOD, ResetCase, together, wrong

HOUR, DAY = 3600_000, 24 * 3600_000


class Starts(ResetCase):
    """Starts per client network: ten in ten minutes, thirty in an hour, said openly."""

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def starts(self, addresses) -> list:
        return [self.rekey.browser(client=address).start("nobody@contoso.example").code for address in addresses]

    def test_the_eleventh_start_waits(self):
        outcomes = self.starts(["203.0.113.7"] * 12)
        self.assertEqual(outcomes, [None] * 10 + ["too_many_starts"] * 2)
        refused = self.rekey.browser(client="203.0.113.7").start("nobody@contoso.example")
        self.assertEqual((refused.status, refused.json["retryAfter"]), (429, int(refused.header("Retry-After"))))
        self.assertLessEqual(int(refused.header("Retry-After")), 600)
        self.assertEqual(self.starts(["203.0.113.8"]), [None])  # the neighbour goes on
        self.rekey.age(10 * 60_000 + 1000)
        self.assertEqual(self.starts(["203.0.113.7"]), [None])

    def test_thirty_an_hour(self):
        for _ in range(3):
            self.assertEqual(set(self.starts(["203.0.113.9"] * 10)), {None})
            self.rekey.database.change("UPDATE counter SET ends_at = 0 WHERE name = 'starts.10min'")  # the ten minutes are over
        self.assertEqual(self.starts(["203.0.113.9"]), ["too_many_starts"])

    def test_an_ipv6_network_counts_as_one_client(self):
        """Item 13: rotation within the /64, and other spellings of one address."""
        rotated = [f"2001:db8:1:2::{number:x}" for number in range(8)] + ["2001:0DB8:0001:0002:ffff:0000:0000:1", "[2001:db8:1:2::99]:4711"]
        self.assertEqual(set(self.starts(rotated)), {None})
        self.assertEqual(self.starts(["2001:db8:1:2:abcd::1"]), ["too_many_starts"])
        self.assertEqual(self.starts(["2001:db8:1:3::1"]), [None])

    def test_an_ipv4_address_in_ipv6_form_is_the_same(self):
        """Item 13."""
        self.starts(["203.0.113.20"] * 5 + ["::ffff:203.0.113.20"] * 5)
        self.assertEqual(self.starts(["203.0.113.20"]), ["too_many_starts"])

    def test_what_the_client_wrote_itself_does_not_count(self):
        """Item 13: the right-most address that is not a trusted proxy's is the client."""
        forged = [f"10.9.8.{number}, 203.0.113.30" for number in range(5)] + [f"203.0.113.{number}, 203.0.113.30, 127.0.0.1" for number in range(100, 105)]
        self.assertEqual(set(self.starts(forged)), {None})
        self.assertEqual(self.starts(["203.0.113.99, 203.0.113.30"]), ["too_many_starts"])

    def test_a_header_of_nonsense_counts_for_the_proxy(self):
        """Item 13: nobody slips out of the count."""
        nonsense = ["unknown", "_hidden", "1.2.3", "203.0.113.300", "fe80::1%eth0", ";;", "a" * 200, "0x7f.1", "1.2.3.4.5", "::g"]
        self.starts(nonsense)
        self.assertIn("too_many_starts", self.starts(["still-nonsense", "unknown"]))

    def test_a_trusted_network_has_its_own_limit(self):
        self.rekey.set(trusted_networks=["198.51.100.0/24"], trusted_starts_per_10_minutes=20)
        self.assertEqual(self.starts(["198.51.100.9"] * 21), [None] * 20 + ["too_many_starts"])

    def test_a_wrong_captcha_counts_and_each_challenge_is_tried_once(self):
        """Item 36: missing, empty, wrong, used, of the other tenant, of another purpose."""
        browser = self.rekey.browser(client="203.0.113.40")
        solved = browser.captcha()
        self.expect(browser.start("nobody@contoso.example", {**solved, "answer": wrong_text(solved["answer"])}), "captcha_wrong")
        self.expect(browser.start("nobody@contoso.example", solved), "captcha_wrong")  # looked at once already
        other = self.rekey.browser(origin="https://reset.fabrikam.example").captcha()
        self.expect(browser.start("nobody@contoso.example", other), "captcha_wrong")
        for broken in ({"challenge": "AAAA", "answer": "x"}, {"challenge": solved["challenge"][:-4] + "AAAA", "answer": solved["answer"]}):
            self.expect(browser.start("nobody@contoso.example", broken), "captcha_wrong")
        for missing in ({}, {"challenge": solved["challenge"]}, {"challenge": solved["challenge"], "answer": ""}, None, [], "x"):
            answer = browser.request("POST", "/api/v1/reset/attempts", {"user": "nobody@contoso.example", "captcha": missing})
            self.expect(answer, 400)
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM attempt WHERE network = '203.0.113.40'"), 0)

    def test_an_expired_captcha_is_refused(self):
        """Item 36. The challenge keeps its own end; the store's clock judges it, so a used one cannot live longer than its mark."""
        solved = self.rekey.browser().captcha()
        expires = self.rekey.keys.captcha(solved["challenge"], self.rekey.tenant).expires_at_ms
        self.expect(self.rekey.browser().start("nobody@contoso.example", solved), "choose_method")
        (mark,) = self.rekey.database.rows("SELECT expires_at FROM captcha_mark ORDER BY expires_at DESC LIMIT 1")
        self.assertEqual(mark["expires_at"], expires)


def wrong_text(text: str) -> str:
    return text[:-1] + ("A" if text[-1] not in "Aa4" else "W")


class Account(ResetCase):
    """Budgets of one person."""

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")

    def fail_proofs(self, user: str, count: int):
        """So many challenges with a wrong answer each, in as many attempts as that takes."""
        browser = None
        for number in range(count):
            if number % 4 == 0:
                browser = self.started(user)
            self.expect(browser.choose(), "enter_code")
            self.expect(browser.answer("00000000"), "code_mismatch")
            browser.another()

    def test_five_failed_proofs_pause_for_a_day_and_the_person_is_told(self):
        anna = self.rekey.add_person("anna@contoso.example")
        self.fail_proofs(anna.user, 4)
        self.assertEqual(self.rekey.audit("reset_paused", anna.id), [])
        self.fail_proofs(anna.user, 1)
        self.assertEqual(len(self.rekey.audit("reset_paused", anna.id)), 1)
        (notice,) = self.rekey.messages(anna.mail, "reset_paused")
        self.assertIn("paused_until", notice["parameters"])
        browser = self.waiting(anna)
        self.expect(browser.answer(self.rekey.code_for(anna.mail)), "code_mismatch")
        self.rekey.age(DAY + 1000)
        browser = self.waiting(anna)
        self.expect(browser.answer(self.rekey.code_for(anna.mail)), "set_password")

    def test_an_operator_lifts_a_pause(self):
        berta = self.rekey.add_person("berta@contoso.example")
        self.fail_proofs(berta.user, 5)
        self.rekey.cli("user", "unblock", berta.user, tenant="contoso.example")
        browser = self.waiting(berta)
        self.expect(browser.answer(self.rekey.code_for(berta.mail)), "set_password")

    def test_a_stranger_does_not_pause_the_networks_a_person_uses(self):
        """The familiar side is counted apart: whoever attacks from elsewhere cannot take the reset from its owner."""
        carl = self.rekey.add_person("carl@contoso.example")
        home = "192.0.2.44"

        def reset_from_home(password):
            browser = self.rekey.browser(client=home)
            self.expect(browser.start(carl.user), "choose_method")
            self.expect(browser.choose(), "enter_code")
            self.expect(browser.answer(self.rekey.code_for(carl.mail)), "set_password")
            self.expect(browser.set_password(password), "completed")

        reset_from_home(GOOD)
        self.fail_proofs(carl.user, 6)
        reset_from_home("another slow green bicycle")

    def test_a_right_code_after_a_wrong_one_is_no_failed_proof(self):
        dora = self.rekey.add_person("dora@contoso.example")
        for number in range(7):
            self.rekey.database.change("DELETE FROM counter WHERE name LIKE 'sends%' OR name LIKE 'destination%'")
            browser = self.waiting(dora)
            code = self.rekey.code_for(dora.mail)
            self.expect(browser.answer(wrong(code)), "code_mismatch")
            self.expect(browser.answer(code), "set_password")
            browser.cancel()
        self.assertEqual(self.rekey.audit("reset_paused", dora.id), [])

    def test_a_thousand_starts_send_ten_messages_an_hour(self):
        """Item 16: the flood ends at the budget, every answer looks the same, and others get theirs."""
        emil, fred = (self.rekey.add_person(f"{name}@contoso.example") for name in ("emil", "fred"))

        def flood(part):
            steps = set()
            for _ in range(125):
                browser = self.rekey.browser()
                browser.start(emil.user)
                steps.add(browser.choose().json["step"]["kind"])
            return steps

        steps = set().union(*together(flood, range(8)))
        self.assertEqual(steps, {"enter_code"})
        self.assertEqual(sum(message["deliverable"] for message in self.rekey.messages(emil.mail)), 10)
        self.waiting(fred)
        self.assertEqual(sum(message["deliverable"] for message in self.rekey.messages(fred.mail)), 1)
        self.rekey.age(HOUR + 1000)
        self.waiting(emil)
        self.assertEqual(sum(message["deliverable"] for message in self.rekey.messages(emil.mail)), 11)

    def test_one_mailbox_of_several_people_has_one_budget(self):
        """Per destination: twenty people who share a mailbox do not make it twenty times ten."""
        people = [self.rekey.add_person(f"shared{number}@contoso.example", mail="office@private.example") for number in range(3)]
        for person in people:
            for _ in range(5):
                self.waiting(person)
        self.assertEqual(sum(message["deliverable"] for message in self.rekey.messages("office@private.example")), 10)

    def test_three_resends_of_one_method(self):
        gina = self.rekey.add_person("gina@contoso.example")
        browser = self.waiting(gina)
        for _ in range(3):
            self.rekey.age(31_000)
            self.expect(browser.resend(), "enter_code")
        self.assertNotIn("resendAt", browser.step)
        self.rekey.age(31_000)
        self.expect(browser.resend(), "no_resends_left")
        browser.another()
        self.expect(browser.choose(), "no_resends_left")

    def test_ten_candidate_passwords(self):
        hans = self.rekey.add_person("hans@contoso.example")
        browser = self.proven(hans)
        for _ in range(10):
            self.expect(browser.set_password("short"), "password_refused")
        self.expect(browser.set_password(GOOD), "too_many_passwords")

    def test_five_resets_a_day(self):
        ines = self.rekey.add_person("ines@contoso.example")
        for number in range(5):
            self.expect(self.proven(ines).set_password(f"{GOOD}, number {number}"), "completed")
        browser = self.waiting(ines)
        self.expect(browser.answer(self.rekey.code_for(ines.mail)), "refused")
        self.assertEqual(browser.step["reason"], "too_many_resets")

    def test_bad_codes_leave_the_password_alone(self):
        """Item 21, as far as cloud accounts go: whoever guesses codes locks nobody out of signing in."""
        jaap = self.rekey.add_person("jaap@contoso.example")
        before = self.rekey.database.rows("SELECT * FROM password WHERE identity_id = ?", jaap.id), self.rekey.database.rows("SELECT * FROM identity WHERE id = ?", jaap.id)
        self.fail_proofs(jaap.user, 8)
        after = self.rekey.database.rows("SELECT * FROM password WHERE identity_id = ?", jaap.id), self.rekey.database.rows("SELECT * FROM identity WHERE id = ?", jaap.id)
        self.assertEqual(after, before)


class Untrusted(ResetCase):
    """A server that trusts no proxy."""
    options = {"config": ""}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        node = cls.rekey.nodes[0]
        node.stop()
        node.config.write_text(node.config.read_text().replace('trusted_proxies = ["127.0.0.0/8"]', "trusted_proxies = []"))
        from harness.process import Process
        cls.again = Process([node.child.args[0], "serve", "--config", node.config], cls.rekey.folder / "again.log", env=cls.rekey.environment)
        cls.addClassCleanup(cls.again.kill)
        cls.again.wait_for_port(node.port)

    def test_forwarded_headers_are_ignored_and_loopback_counts(self):
        """Item 13."""
        outcomes = []
        for number in range(11):
            browser = self.rekey.browser(client=f"203.0.113.{number}")
            browser.headers |= {"Forwarded": f"for=198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}", "True-Client-IP": f"198.51.100.{number}"}
            outcomes.append(browser.start("nobody@contoso.example").code)
        self.assertEqual(outcomes, [None] * 10 + ["too_many_starts"])
