"""Signing in and changing the password of people who are mastered in a real OpenLDAP that locks after wrong passwords."""
import socket
import subprocess
import time
import unittest
from urllib.parse import urlsplit

from harness import TENANT, together
from harness.office import SambaOffice
from harness.openldap import BASE, PASSWORD, SERVICE, SERVICE_PASSWORD, OpenLdap
from harness.signin import SignInCase
from harness.wire import Wire, slow

THRESHOLD = 7
HOME = "203.0.113.50"
NEW = "a slow green bicycle"


class OpenLdapCase(SignInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cli("directory", "add", "office", "kind=openldap", "servers=ldaps://127.0.0.1:1", f"base={BASE}", f"account={SERVICE}")
        cls.slapd = OpenLdap(cls.cli("directory", "rights", "office").stdout)
        cls.addClassCleanup(cls.slapd.close)
        cls.slapd.change(f"dn: cn=default,ou=policies,{BASE}\nchangetype: modify\nreplace: pwdMaxFailure\npwdMaxFailure: {THRESHOLD}\n-\n"
                          "replace: pwdFailureCountInterval\npwdFailureCountInterval: 600\n-\nreplace: pwdMustChange\npwdMustChange: TRUE\n-\n"
                          "replace: pwdAllowUserChange\npwdAllowUserChange: TRUE\n")
        cls.cli("directory", "set", "office", f"servers={cls.slapd.url}", f"ca_file={cls.slapd.ca_file}", f"lockout_threshold={THRESHOLD}", "lockout_minutes=10")
        cls.cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")
        cls.cli("sync", "run", "office")

    @classmethod
    def cli(cls, *arguments, **options):
        return cls.rekey.cli(*arguments, tenant=TENANT, **options)

    def binds(self, number: int, password: str) -> bool:
        """At the desk."""
        done = subprocess.run(["ldapwhoami", "-H", self.slapd.url, "-x", "-D", self.slapd.person(number), "-w", password],
                              env={"LDAPTLS_CACERT": str(self.slapd.ca_file), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=60)
        self.assertIn(done.returncode, (0, 49), done.stderr)
        return done.returncode == 0

    def operational(self, number: int, attribute: str) -> list[str]:
        done = subprocess.run(["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-H", self.slapd.url, "-x", "-D", f"cn=admin,{BASE}", "-w", "secret", "-b",
                               self.slapd.person(number), "-s", "base", attribute],
                              env={"LDAPTLS_CACERT": str(self.slapd.ca_file), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True, timeout=60)
        return [line for line in done.stdout.splitlines() if line.lower().startswith(attribute.lower() + ":")]


class SignIn(OpenLdapCase):
    def test_the_directorys_password_signs_in_and_nothing_else(self):
        self.expect(self.visitor().sign_in("person1", PASSWORD), "signed_in")
        self.expect(self.visitor().sign_in("person1", "not the one"), "sign_in_refused")
        self.slapd.set(1, "userPassword", "set by an administrator")
        self.expect(self.visitor().sign_in("person1", PASSWORD), "sign_in_refused")

    def test_strangers_lock_nobody_out(self):
        """Item 21: fifty wrong passwords from fifty networks; the account there stays open, and so does the way in."""
        self.expect(self.visitor(client=HOME).sign_in("person2", PASSWORD), "signed_in")
        answers = together(lambda number: self.visitor().sign_in("person2", f"guess {number}"), range(50))
        self.assertEqual({answer.code for answer in answers}, {"sign_in_refused"})
        self.assertLessEqual(len(self.operational(2, "pwdFailureTime")), THRESHOLD - 2)
        self.assertEqual(self.operational(2, "pwdAccountLockedTime"), [])
        self.expect(self.visitor(client=HOME).sign_in("person2", PASSWORD), "signed_in")
        self.assertEqual(self.operational(2, "pwdFailureTime"), [], "right: it has forgotten")
        self.assertTrue(self.binds(2, PASSWORD))

    def test_one_wrong_password_again_and_again_is_passed_on_once(self):
        self.slapd.set(3, "userPassword", PASSWORD)  # of one that was loaded it does not tell when it was set
        for _ in range(6):
            self.expect(self.visitor().sign_in("person3", "the one of last year"), "sign_in_refused")
        self.assertEqual(len(self.operational(3, "pwdFailureTime")), 1)
        self.slapd.set(3, "userPassword", "the one of last year")
        self.expect(self.visitor().sign_in("person3", "the one of last year"), "must_change_password")

    def test_what_was_typed_wrong_at_the_desk_counts(self):
        for _ in range(THRESHOLD - 1):
            self.assertFalse(self.binds(4, "not the one"))
        self.expect(self.visitor().sign_in("person4", "a guess"), "sign_in_refused")
        self.assertEqual(self.operational(4, "pwdAccountLockedTime"), [])
        self.assertTrue(self.binds(4, PASSWORD))
        self.expect(self.visitor().sign_in("person4", PASSWORD), "signed_in")

    def test_a_refusal_comes_at_the_same_time_for_everybody(self):
        self.slapd.stop()
        for user in ("person5", "nobody"):
            browser = self.visitor()
            browser.session()  # the connection is there
            start = time.monotonic()
            self.expect(browser.sign_in(user, "not it"), "sign_in_refused")
            took = time.monotonic() - start
            self.assertGreaterEqual(took, 0.399)
            self.assertLess(took, 0.8, user)
        self.slapd.start()
        self.expect(self.visitor().sign_in("person5", PASSWORD), "signed_in")


class Change(OpenLdapCase):
    def test_a_temporary_password_leads_to_a_change_and_the_new_one_binds(self):
        self.slapd.set(6, "pwdReset", "TRUE")
        browser = self.visitor()
        step = self.expect(browser.sign_in("person6", PASSWORD), "must_change_password").step
        self.assertIn("rules", step)
        self.expect(browser.change("not the one", NEW, "/signin/password"), "current_password_wrong")
        self.expect(browser.change(PASSWORD, NEW, "/signin/password"), "signed_in")
        self.assertTrue(self.binds(6, NEW))
        self.assertFalse(self.binds(6, PASSWORD))
        self.expect(self.visitor().sign_in("person6", NEW), "signed_in")

    def test_the_directorys_rules_come_back_as_reasons(self):
        browser = self.visitor()
        self.expect(browser.sign_in("person7", PASSWORD), "signed_in")
        other = self.visitor()
        self.expect(other.sign_in("person7", PASSWORD), "signed_in")
        short = self.expect(browser.change(PASSWORD, "qzv7 kfp"), "password_refused")
        self.assertEqual([each["rule"] for each in short.json["reasons"]], ["too_short"])
        again = self.expect(browser.change(PASSWORD, PASSWORD), "password_refused")
        self.assertEqual([each["rule"] for each in again.json["reasons"]], ["used_before"])
        self.expect(browser.change(PASSWORD, NEW), 204)
        self.expect(other.session(), "not_signed_in")
        self.expect(browser.session(), 200)
        self.assertTrue(self.binds(7, NEW))

    def test_a_directory_that_is_down_changes_nothing(self):
        browser = self.visitor()
        self.expect(browser.sign_in("person8", PASSWORD), "signed_in")
        self.slapd.stop()
        answer = self.expect(browser.change(PASSWORD, NEW), "directory_unavailable")
        self.assertEqual(answer.status, 503)
        self.assertTrue(answer.header("Retry-After"))
        self.slapd.start()
        self.assertTrue(self.binds(8, PASSWORD))


class SlowWire(OpenLdapCase):
    def test_names_that_are_nobodys_wait_as_long_as_its_people(self):
        wire = Wire(urlsplit(self.slapd.url).port)
        self.addCleanup(wire.stop)
        self.cli("directory", "set", "office", f"servers={wire.url}")
        self.cli("directory", "password", "office", input=SERVICE_PASSWORD + "\n")

        def steps(user: str) -> int:
            browser = self.visitor()
            browser.session()  # the connection is there
            start = time.monotonic()
            self.expect(browser.sign_in(user, "not it"), "sign_in_refused")
            return int((time.monotonic() - start) / 0.4)

        self.assertEqual((steps("person1"), steps("nobody")), (1, 1))
        wire.now(slow(0.25))
        slowed = steps("person1")
        self.assertGreaterEqual(slowed, 2)
        self.assertEqual(steps("nobody"), slowed)
        self.expect(self.visitor().sign_in("person2", PASSWORD), "signed_in")


class OneStalls(OpenLdapCase):
    def test_people_of_another_directory_sign_in_meanwhile(self):
        self.cli("directory", "add", "branch", "kind=openldap", f"servers={self.slapd.url}", f"ca_file={self.slapd.ca_file}", f"base={BASE}",
                 f"account={SERVICE}", "people_filter=(uid=person2)", "groups_filter=(cn=nobody)", "user_name=mail")
        self.cli("directory", "password", "branch", input=SERVICE_PASSWORD + "\n")
        self.cli("sync", "run", "branch")
        self.expect(self.visitor().sign_in("person2@contoso.example", PASSWORD), "signed_in")
        silent = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.addCleanup(silent.close)
        self.cli("directory", "set", "branch", f"servers=ldaps://127.0.0.1:{silent.getsockname()[1]}")
        self.cli("directory", "password", "branch", input=SERVICE_PASSWORD + "\n")

        took = []

        def visit(number: int) -> str:
            if number < 20:
                return self.visitor().sign_in("person2@contoso.example", PASSWORD).code
            time.sleep(0.3)  # the others are waiting now
            start = time.monotonic()
            code = self.visitor().sign_in("person3", PASSWORD).code
            took.append(time.monotonic() - start)
            return code

        self.assertEqual(together(visit, range(22)), ["sign_in_refused"] * 20 + [None] * 2)
        self.assertLess(max(took), 4, "less than it takes to give up")
        start = time.monotonic()
        self.expect(self.visitor().sign_in("person2@contoso.example", PASSWORD), "sign_in_refused")
        self.assertLess(time.monotonic() - start, 2, "nobody waits for it any more")


class OnSamba(SignInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = SambaOffice(cls.rekey)
        cls.addClassCleanup(cls.office.close)
        cls.samba = cls.office.server
        cls.samba.set_policy(lockout_threshold=THRESHOLD, lockout_minutes=30)
        cls.rekey.cli("directory", "set", "office", f"lockout_threshold={THRESHOLD}", "lockout_minutes=30", tenant=TENANT)

    def test_the_directorys_password_signs_in_and_strangers_lock_nobody_out(self):
        user, old = self.office.user(1), self.office.old
        self.expect(self.visitor(client=HOME).sign_in(user, old), "signed_in")
        answers = together(lambda number: self.visitor().sign_in(user, f"guess {number}"), range(30))
        self.assertEqual({answer.code for answer in answers}, {"sign_in_refused"})
        self.assertLessEqual(int(self.samba.read("person1", "badPwdCount")), THRESHOLD - 2)
        self.expect(self.visitor(client=HOME).sign_in(user, old), "signed_in")
        self.assertTrue(self.office.binds(1, old))

    def test_whom_the_directory_does_not_let_in(self):
        self.expect(self.visitor().sign_in(self.office.user(2), self.office.old), "signed_in")
        self.samba.disable("person2")
        self.expect(self.visitor().sign_in(self.office.user(2), self.office.old), "sign_in_refused")
        self.samba.lock("person3", THRESHOLD)
        self.expect(self.visitor().sign_in(self.office.user(3), self.office.old), "sign_in_refused")

    def test_who_must_change_the_password_does_and_the_new_one_binds(self):
        self.samba.set("person4", "pwdLastSet", "0")
        browser = self.visitor()
        self.expect(browser.sign_in(self.office.user(4), self.office.old), "must_change_password")
        self.assertEqual(browser.ask("POST", "/signin/password", {"current": self.office.old, "password": self.office.good}).status, 200)
        self.assertTrue(self.office.binds(4, self.office.good))
        self.expect(self.visitor().sign_in(self.office.user(4), self.office.good), "signed_in")


class OnPostgres(OpenLdapCase):
    options = {"store": "postgres"}

    def test_strangers_lock_nobody_out(self):
        SignIn.test_strangers_lock_nobody_out(self)

    def test_a_temporary_password_leads_to_a_change_and_the_new_one_binds(self):
        Change.test_a_temporary_password_leads_to_a_change_and_the_new_one_binds(self)


if __name__ == "__main__":
    unittest.main()
