"""Budgets of texts and calls, and the alarm of a country (security items 16 and 17). Texts wait in the outbox of a development server; mail goes out by a second
server and a real SMTP server."""
import json

from harness import TENANT, ResetCase, wait_until

BOSS = "boss@private.example"
MOBILES = ["+31612345678", "+31612345679", "+31612345680"]


class Budgets(ResetCase):
    options = {"dev": True, "mail": ()}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rekey.dev, cls.rekey.workers = False, 1
        cls.rekey.add_node()
        cls.rekey.add_person("boss@contoso.example", mail=BOSS)
        cls.rekey.cli("user", "role", "boss@contoso.example", "global_administrator", tenant=TENANT)
        cls.people = [cls.rekey.add_person(f"person{number}@contoso.example", mobile=mobile) for number, mobile in enumerate(MOBILES)]

    def setUp(self):
        self.rekey.database.change("DELETE FROM counter")
        self.rekey.set(phone_sends_per_hour=10, destination_mobile_per_hour=50, tenant_phone_sends_per_day=1000, country_alarm_sends=50)
        self.mails_before = len(self.mails())

    def mails(self) -> list[dict]:
        return self.rekey.mailbox.mails(BOSS)

    def ask(self, number: int):
        """The page of one of the people after asking for a text."""
        at = number % len(MOBILES)
        browser = self.started(self.people[at])
        return self.expect(browser.choose("sms", MOBILES[at]), "enter_code")

    def texts(self) -> int:
        """How many of those that wait are to be sent."""
        return sum(message["deliverable"] for message in self.rekey.messages(kind="reset_code"))

    def budgets(self) -> dict:
        return json.loads(self.rekey.cli("--json", "delivery", "budgets", tenant=TENANT).stdout)

    def metric(self, **labels) -> float:
        wanted = "rekey_sends_total{" + ",".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "} "
        lines = [line for line in self.rekey.operator("/metrics").body.decode().splitlines() if line.startswith(wanted)]
        return float(lines[0].split()[-1]) if lines else 0

    def test_the_tenants_day_ends_at_its_budget_and_administrators_are_told_at_four_fifths(self):
        """Items 16 and 17."""
        self.rekey.set(tenant_phone_sends_per_day=10)
        before, sent, suppressed = self.texts(), self.metric(channel="sms", outcome="sent", reason="none"), self.metric(channel="sms", outcome="suppressed", reason="tenant")
        pages = [self.ask(number) for number in range(14)]
        self.assertEqual(self.texts() - before, 10)
        shapes = {(page.status, tuple(sorted(page.json)), tuple(sorted(page.json["step"])), tuple(sorted(page.json["step"]["method"]))) for page in pages}
        self.assertEqual(len(shapes), 1, "what is suppressed looks like what is sent")
        self.assertEqual(self.metric(channel="sms", outcome="sent", reason="none") - sent, 10)
        self.assertEqual(self.metric(channel="sms", outcome="suppressed", reason="tenant") - suppressed, 4)
        self.assertEqual((self.budgets()["sent"] >= 10, self.budgets()["limit"]), (True, 10))
        self.assertEqual(self.rekey.audit("code_suppressed")[-1]["details"]["reason"], "tenant")
        mail = wait_until(lambda: self.mails()[self.mails_before:], "the administrator is told")[0]
        self.assertIn("8 of the 10", mail["text"].replace("\n", " "))
        self.assertEqual(len(self.rekey.audit("send_budget_nearly_spent")), 1)
        self.assertEqual(self.rekey.messages(kind="budget_nearly_spent"), [], "there is no second one")
        self.assertEqual(len(self.mails()) - self.mails_before, 1)
        self.rekey.age(24 * 3600_000 + 1000)
        self.ask(0)
        self.assertEqual(self.texts() - before, 11)

    def test_a_country_whose_codes_nobody_types_is_stopped_and_lifted(self):
        """Item 17: the share of codes that are typed."""
        self.rekey.set(country_alarm_sends=20)
        before = self.texts()
        for number in range(23):
            self.ask(number)
        self.assertEqual(self.texts() - before, 20)
        (country,) = self.budgets()["countries"]
        self.assertEqual((country["country"], country["typed_this_hour"], "stopped_until" in country), ("NL", 0, True))
        mail = wait_until(lambda: self.mails()[self.mails_before:], "the administrator is told")[0]
        self.assertIn("Netherlands", mail["text"])
        self.assertEqual(len(self.rekey.audit("country_stopped")), 1)

        done = self.rekey.cli("delivery", "lift", "nl", tenant=TENANT)
        self.assertIn("NL", done.stdout)
        self.ask(2)
        self.assertEqual(self.texts() - before, 21)
        again = self.rekey.cli("--json", "delivery", "lift", "NL", tenant=TENANT, check=False)
        self.assertEqual((again.returncode, json.loads(again.stderr)["error"]["code"]), (1, "not_allowed_now"))
        self.assertEqual([event["actor"] for event in self.rekey.audit("country_lifted")], ["operator"])

    def test_names_that_do_not_exist_use_up_nothing(self):
        """Item 17: a stranger cannot switch off the texts of a tenant."""
        self.rekey.set(tenant_phone_sends_per_day=10)
        self.rekey.database.change("DELETE FROM setting WHERE key = 'internal.decoy_shares'")
        self.rekey.database.change("INSERT INTO setting (tenant_id, key, value) VALUES (?, 'internal.decoy_shares', ?)", self.rekey.tenant, "sms 100\n")
        for number in range(15):
            browser = self.started(f"nobody{number}@contoso.example")
            self.expect(browser.choose("sms", MOBILES[0]), "enter_code")
        self.assertEqual(self.budgets()["sent"], 0)
        before = self.texts()
        self.ask(1)
        self.assertEqual(self.texts() - before, 1)
