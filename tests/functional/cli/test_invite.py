"""rekey invite: who is mailed, what the mail says, and who is left in peace."""
import json
import unittest

from harness import ORIGIN, OTHER_TENANT, TENANT, Instance

ANNA, BERTA = "anna@contoso.example", "berta@contoso.example"


class Invite(unittest.TestCase):
    def setUp(self):
        self.rekey = Instance.start(workers=1, mail=())
        self.addCleanup(self.rekey.stop)
        self.rekey.cli("user", "add", ANNA, "--language", "nl", tenant=TENANT)
        self.rekey.cli("user", "add", BERTA, tenant=TENANT)
        self.rekey.cli("user", "add", "carl", tenant=TENANT)

    def invite(self, *options) -> dict:
        return json.loads(self.rekey.cli("--json", "invite", *options, tenant=TENANT).stdout)

    def test_mails_each_person_once_with_the_address_of_their_account(self):
        preview = self.invite("--dry-run")
        self.assertEqual((preview["dry_run"], preview["people"], preview["invited"], preview["no_address"]), (True, 3, 2, 1))
        self.assertEqual([(row["user"], row["address"], row["missing"], row["outcome"]) for row in preview["list"]],
                         [(ANNA, ANNA, 1, "invited"), (BERTA, BERTA, 1, "invited"), ("carl", "", 1, "no_address")])
        self.assertEqual(self.rekey.audit("person_invited"), [])

        self.assertEqual(self.invite()["invited"], 2)
        dutch, english = self.rekey.mailbox.wait_for(ANNA), self.rekey.mailbox.wait_for(BERTA)
        self.assertIn(f"\n{ORIGIN}/account\n", english["text"].replace("\r\n", "\n"))
        self.assertIn(f'href="{ORIGIN}/account"', english["html"])
        self.assertIn("Sign in and set it up", english["text"])
        self.assertIn("Aanmelden en instellen", dutch["text"])
        self.assertEqual([row["actor"] for row in self.rekey.audit("person_invited")], ["operator", "operator"])

        again = self.invite()
        self.assertEqual((again["invited"], again["lately"]), (0, 2))
        self.rekey.database.change("UPDATE registration SET invited_at = invited_at - ?", 14 * 24 * 3_600_000)
        self.assertEqual(self.invite("--again-after", "15")["invited"], 0)
        self.assertEqual(self.invite()["invited"], 2)
        for address in (ANNA, BERTA):
            self.rekey.mailbox.wait_for(address, 2)
        self.assertEqual(len(self.rekey.mailbox.mails()), 4)

    def test_a_group_and_people_who_are_not_meant(self):
        self.rekey.cli("group", "add", "Staff", tenant=TENANT)
        self.rekey.cli("group", "join", "Staff", "--user", BERTA, tenant=TENANT)
        self.rekey.cli("user", "disable", ANNA, tenant=TENANT)
        self.assertEqual([row["user"] for row in self.invite("--dry-run", "--group", "Staff")["list"]], [BERTA])
        self.assertEqual(self.invite("--dry-run")["people"], 2)

    def test_says_it_in_words(self):
        text = self.rekey.cli("invite", "--dry-run", tenant=TENANT).stdout
        self.assertIn("2 people would be invited; nothing was sent.", text)
        self.assertRegex(text, r"carl +1 +no e-mail address")
        self.assertIn("2 people invited.", self.rekey.cli("invite", tenant=TENANT).stdout)

    def test_refuses_with_the_reason(self):
        for settings, options, code in (({}, ("--group", "Nobody"), "not_found"), ({"scope": "none"}, (), "reset_off")):
            if settings:
                self.rekey.set(**settings)
            done = self.rekey.cli("--json", "invite", *options, tenant=TENANT, check=False)
            self.assertEqual((done.returncode, json.loads(done.stderr)["error"]["code"]), (1, code))
        self.assertEqual(self.rekey.cli("invite", "--again-after", "-1", tenant=TENANT, check=False).returncode, 2)
        help_text = self.rekey.cli("invite", "--help").stdout
        self.assertIn("no code and no secret", help_text)
        self.assertIn("0 people invited", self.rekey.cli("invite", tenant=OTHER_TENANT).stdout)


if __name__ == "__main__":
    unittest.main()
