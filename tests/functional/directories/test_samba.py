"""rekey directory and rekey sync against a real Samba AD DC; the service account's rights are those that `rekey directory rights` prints."""
import unittest

from harness.directory import REFUSED, DirectoryCase
from harness.samba import BASE, DOMAIN, GROUPS, PASSWORD, PEOPLE, SERVICE_PASSWORD, Samba

PERSON = f"person1@{DOMAIN}"


class SambaCase(DirectoryCase):
    """With a service account that may do what everybody may."""

    def setUp(self):
        super().setUp()
        self.samba = Samba()
        self.addCleanup(self.samba.close)
        self.account = self.samba.add_account("svc-office")
        self.add(kind="active_directory", servers=self.samba.url, ca_file=self.samba.ca_file, base=PEOPLE, account=self.account)
        self.set_password(SERVICE_PASSWORD)

    def script(self) -> str:
        """What is printed for Samba; the part before is for Windows."""
        _, head, script = self.rights().partition("# Samba: ")
        self.assertTrue(head)
        return head + script

    def give_rights(self):
        self.samba.script(self.script())


class Rights(SambaCase):
    def test_the_questions_say_what_lacks_and_the_printed_commands_give_it(self):
        self.samba.delete("person10")
        before = self.findings("--user", PERSON, expect=REFUSED)
        self.assertEqual({what: each["verdict"] for what, each in before.items()},
                         {"connection": "good", "clock": "good", "changes": "weak", "password policy": "good", "policy hints": "weak", "people": "good",
                          "rights": "bad"})
        for what in ("changes", "rights"):
            self.assertIn("rekey directory rights", before[what]["advice"])
        self.give_rights()
        after = self.findings("--user", PERSON)
        self.assertEqual([what for what, each in after.items() if each["verdict"] != "good"], ["policy hints"], "which no Samba has")
        self.assertEqual(after["changes"]["detail"], "found by dirsync")

    def test_they_give_no_more(self):
        reset, admin = self.samba.dn("person1"), self.samba.dn("Administrator")
        self.assertEqual([self.may(dn, name, value) for dn, name, value in ((reset, "unicodePwd", "new"), (reset, "lockoutTime", "0"))], [False] * 2)
        self.give_rights()
        for name, value in (("unicodePwd", "new"), ("lockoutTime", "0"), ("pwdLastSet", "0")):
            self.assertTrue(self.may(reset, name, value), name)
            self.assertFalse(self.may(admin, name, value), name)
        for name, value in (("mobile", "+31612345678"), ("userAccountControl", "512"), ("mail", "me@contoso.example"), ("userPrincipalName", "x@y")):
            self.assertFalse(self.may(reset, name, value), name)
        self.assertFalse(self.may(self.samba.dn("Staff"), "member", admin))

    def may(self, dn: str, name: str, value: str) -> bool:
        return self.samba.may(self.account, SERVICE_PASSWORD, dn, name, "A-slow-green-b1cycle" if name == "unicodePwd" else value)

    def test_they_can_be_given_again(self):
        self.give_rights()
        rights = [self.samba.rights_on(dn) for dn in (PEOPLE, f"CN=Deleted Objects,{BASE}")]
        self.give_rights()
        self.assertEqual([self.samba.rights_on(dn) for dn in (PEOPLE, f"CN=Deleted Objects,{BASE}")], rights)

    def test_who_is_protected_is_shown(self):
        self.give_rights()
        found = self.findings("--user", f"protected@{DOMAIN}")["rights"]
        self.assertEqual(found["verdict"], "weak")
        self.assertIn("protected (adminCount)", found["detail"])

    def test_an_administrator_below_the_base_is_taken_out_by_the_last_of_them(self):
        self.give_rights()
        self.samba.tool("group", "addmembers", "Domain Admins", "person7")
        self.assertEqual(self.findings("--user", f"person7@{DOMAIN}")["rights"]["verdict"], "good", "Samba protects nobody by itself")
        taking_out = self.script().rstrip().rpartition("\n# ")[2].replace("DN OF THE ADMINISTRATOR", self.samba.dn("person7"))
        self.samba.script(self.script() + taking_out)
        self.assertEqual(self.findings("--user", f"person7@{DOMAIN}", expect=REFUSED)["rights"]["verdict"], "bad")
        self.assertFalse(self.may(self.samba.dn("person7"), "unicodePwd", "new"))
        self.assertTrue(self.may(self.samba.dn("person6"), "unicodePwd", "new"))

    def test_people_change_their_own_number_until_that_is_denied_on_their_account(self):
        """As docs/operate/samba.md says."""
        def own(user: str) -> bool:
            return self.samba.may(f"{user}@{DOMAIN}", PASSWORD, self.samba.dn(user), "mobile", "+31612340000")
        self.assertTrue(own("person1"))
        mobile = "f0f8ffa3-1191-11d0-a060-00aa006c33ed"
        self.samba.tool("dsacl", "set", f"--objectdn={PEOPLE}", f"--sddl=(OD;CIIO;WP;{mobile};bf967aba-0de6-11d0-a285-00aa003049e2;PS)")
        self.assertTrue(own("person1"), "what stands on the account goes before")
        self.samba.tool("dsacl", "set", f"--objectdn={self.samba.dn('person1')}", f"--sddl=(OD;;WP;{mobile};;PS)")
        self.assertFalse(own("person1"))

    def test_no_value_ends_its_quotes(self):
        self.set(base=f"OU=it's \"$(id)\",{BASE}", account="o'neill@contoso.example")
        printed = self.rights()
        self.assertIn(f"dsacls 'OU=it''s \"$(id)\",{BASE}' /I:S /G 'o''neill@contoso.example:CA;Reset Password;user'", printed)
        self.assertIn(f"base='OU=it'\\''s \"$(id)\",{BASE}'\n", printed)
        assignments = "\n".join(line for line in printed.splitlines() if line.startswith(("account=", "base=")))
        self.assertEqual(self.samba.script(assignments + '\nprintf "%s %s" "$account" "$base"'), f"o'neill OU=it's \"$(id)\",{BASE}")


class Following(SambaCase):
    def setUp(self):
        super().setUp()
        self.give_rights()

    def changed(self, **counts) -> None:
        """The next delta finds this, and no more."""
        report = self.sync()
        self.assertEqual((report["mode"], report["outcome"]), ("delta", "done"), report)
        found = {name: count for name, count in report["counts"].items() if name in ("added", "updated", "removed", "restored")}
        self.assertEqual(found, counts)

    def imported(self):
        """By DirSync, which is used once somebody was deleted."""
        self.samba.delete("person10")
        self.assertEqual(self.sync()["counts"]["added"], 11)

    def test_people_and_what_they_become(self):
        self.imported()
        shown = self.person(PERSON)
        self.assertEqual((shown["display_name"], shown["status"]), ("Person 1", "enabled"))
        self.assertEqual(self.numbers(PERSON), ["+31612345601"])
        self.changed()

        self.samba.set("person1", "mobile", "06 12345678")
        self.changed(updated=1)
        self.assertEqual(sorted(self.numbers(PERSON)), ["+31612345601", "+31612345678"], "the earlier one stays for a day")
        self.samba.set("person1", "userPrincipalName", f"anna@{DOMAIN}")
        self.samba.rename("person1", "Anna Smit")
        self.changed(updated=1)
        self.assertEqual(self.person(f"anna@{DOMAIN}")["id"], shown["id"])

        self.samba.disable("person2")
        self.changed(updated=1)
        self.assertEqual(self.person(f"person2@{DOMAIN}")["status"], "disabled")
        self.samba.enable("person2")
        self.changed(updated=1)
        self.assertEqual(self.person(f"person2@{DOMAIN}")["status"], "enabled")

    def test_who_goes_and_comes_back_is_the_same_person(self):
        self.imported()
        moved, deleted = (self.person(f"{user}@{DOMAIN}")["id"] for user in ("person3", "person4"))
        self.samba.rename("person3", "Person 3", GROUPS)
        self.samba.delete("person4")
        self.changed(removed=2)
        self.run_cli("user", "show", f"person4@{DOMAIN}", expect=REFUSED)

        self.samba.rename("person3", "Person 3")
        self.samba.restore("person4", "Person 4")
        self.changed(restored=2)
        self.assertEqual([self.person(f"{user}@{DOMAIN}")["id"] for user in ("person3", "person4")], [moved, deleted])

    def test_a_person_in_a_folder_that_moves_stays(self):
        self.samba.tool("ou", "add", f"OU=Branch,{PEOPLE}")
        self.samba.rename("person5", "Person 5", f"OU=Branch,{PEOPLE}")
        self.imported()
        self.samba.change(f"dn: OU=Branch,{PEOPLE}\nchangetype: modrdn\nnewrdn: OU=Filial\ndeleteoldrdn: 1\n")
        self.assertEqual(self.sync()["counts"].get("removed"), None)
        self.samba.set("person5", "mobile", "+31612340000")
        self.changed(updated=1)

    def test_groups_come_with_those_in_them(self):
        self.set(base=BASE)
        self.sync()
        self.assertEqual(self.person(f"person4@{DOMAIN}")["groups"], ["Managers", "Staff"])
        self.samba.tool("group", "removemembers", "Staff", "Managers")
        self.sync()
        self.assertEqual(self.person(f"person4@{DOMAIN}")["groups"], ["Managers"])


class WithoutRights(SambaCase):
    def test_deletions_are_found_all_the_same(self):
        self.assertEqual(self.sync()["counts"]["added"], 12)
        self.samba.delete("person4")
        self.samba.set("person1", "mobile", "+31612340000")
        report = self.sync()
        self.assertEqual((report["mode"], report["counts"]["removed"], report["counts"]["updated"]), ("delta", 1, 1))

    def test_the_rules_of_the_domain_are_told(self):
        self.samba.set_policy(min_length=14, history=7, complexity=False, lockout_threshold=4, lockout_minutes=10)
        self.assertEqual(self.findings()["password policy"]["detail"], "at least 14 characters, 7 remembered, locks after 4 wrong ones")
        self.samba.lock("person1", 4)
        self.assertFalse(self.samba.binds("person1", PASSWORD))
        self.samba.set("person1", "lockoutTime", "0")
        self.assertTrue(self.samba.binds("person1", PASSWORD))


if __name__ == "__main__":
    unittest.main()
