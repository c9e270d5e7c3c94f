"""A webmail behind nginx: whoever opens it meets sign-in and registration, and then arrives in their mailbox. Real Roundcube, Dovecot, nginx."""
import base64
import re
import unittest

from harness import GOOD, TENANT, free_port
from harness.application import ORIGIN, AppBrowser, ApplicationCase, subject_lines
from harness.signin import PASSWORD
from harness.webmail import Webmail

LIST = "/?_task=mail&_action=list&_mbox=INBOX&_remote=1"
SIGN_IN = "/signin?return=webmail"
REGISTER = "/account?return=webmail#register"


class WebmailCase(ApplicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webmail = Webmail(cls.rekey.folder / "webmail", cls.rekey.nodes[0].port)
        cls.addClassCleanup(cls.webmail.stop)

    def stranger(self) -> AppBrowser:
        return AppBrowser(self.webmail.port, self.webmail.certificate_file)

    def reader(self, name: str, subject: str = "Lunch on Friday"):
        """A registered person with one mail, and a browser in which they have signed in."""
        person = self.member(name)
        self.webmail.deliver(person.user, subject)
        browser = self.stranger()
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        self.register_mailbox(browser, person)
        return person, browser

    def expect_mailbox(self, browser: AppBrowser, user: str, subject: str):
        _, page = browser.arrive()
        self.assertEqual(page.status, 200, self.webmail.logs())
        self.assertEqual(re.findall(r'class="header-title username">([^<]*)', page.body.decode()), [user])
        self.assertEqual(subject_lines(browser.open(LIST)), [subject])

    def expect_led_to(self, browser: AppBrowser, target: str):
        turned = browser.open()
        self.assertEqual((turned.status, turned.header("Location")), (303, ORIGIN + target))
        self.assertNotIn(b"roundcube", turned.body.lower())


class Walk(WebmailCase):
    def test_opening_the_webmail_leads_through_sign_in_and_registration_to_the_mailbox(self):
        person = self.member("anna")
        self.webmail.deliver(person.user, "Lunch on Friday")
        browser = self.stranger()
        path, page = browser.arrive()
        self.assertEqual((path, page.status), (SIGN_IN, 200))
        self.assertIn(b"<title>", page.body)
        self.assertEqual(browser.ask("GET", "/portal?return=webmail").json["returnTo"], {"url": ORIGIN + "/", "label": "Webmail"})
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        path, page = browser.arrive()
        self.assertEqual((path, page.status), (REGISTER, 200))
        self.register_mailbox(browser, person)
        self.expect_mailbox(browser, person.user, "Lunch on Friday")

    def test_who_puts_registration_off_arrives_too_until_the_session_ends(self):
        person = self.member("berta")
        self.webmail.deliver(person.user, "Dinner")
        browser = self.stranger()
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        self.expect_led_to(browser, REGISTER)
        browser.ask("POST", "/account/registration/skip")
        self.expect_mailbox(browser, person.user, "Dinner")
        browser.ask("POST", "/signout")
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        self.expect_led_to(browser, REGISTER)

    def test_removing_the_last_needed_method_closes_the_mailbox(self):
        person, browser = self.reader("carl")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")
        browser.ask("POST", f"/account/methods/{next(iter(self.methods(browser)))}/remove")
        self.expect_led_to(browser, REGISTER)

    def test_somebody_in_hundreds_of_groups_arrives_too(self):
        person, browser = self.reader("frida")
        groups = ";".join(f"Working group number {number}" for number in range(300))
        self.rekey.cli("user", "import", "-", "--update", tenant=TENANT, input=f"user_name,groups\n{person.user},{groups}\n")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")

    def test_a_script_is_told_that_it_may_not(self):
        for headers in ({}, {"Accept": "application/json"}, {"Accept": "image/png", "X-Requested-With": "XMLHttpRequest"}):
            refused = self.stranger().request("GET", LIST, headers=headers)
            self.assertEqual((refused.status, refused.header("Location")), (401, None))

    def test_a_link_from_elsewhere_needs_no_second_sign_in(self):
        # A browser does not send the cookie along with a link from another site, but the sign-in page's own questions carry it.
        person, browser = self.reader("dora")
        elsewhere = browser.open("/?_task=mail", Cookie=None)
        self.assertEqual(elsewhere.header("Location"), ORIGIN + SIGN_IN)
        self.assertEqual(browser.open(SIGN_IN, Cookie=None).status, 200)
        self.expect(browser.ask("GET", "/signin"), "signed_in")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")


class End(WebmailCase):
    def test_signing_out_closes_the_mailbox(self):
        person, browser = self.reader("anna")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")
        kept = dict(browser.cookies)
        browser.ask("POST", "/signout")
        self.expect_led_to(browser, SIGN_IN)
        browser.cookies = kept  # the application's session, and a token somebody wrote down
        self.expect_led_to(browser, SIGN_IN)
        self.assertEqual(browser.open(LIST, Accept="application/json").status, 401)

    def test_a_reset_or_an_operator_closes_it(self):
        person, browser = self.reader("berta")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")
        self.expect(self.proven(person).set_password(GOOD), "completed")
        self.expect_led_to(browser, SIGN_IN)
        self.expect(browser.sign_in(person.user, GOOD), "signed_in")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")
        self.rekey.cli("user", "sessions", "end", person.user, tenant=TENANT)
        self.expect_led_to(browser, SIGN_IN)

    def test_an_idle_session_lives_by_the_checks_and_ends_without(self):
        person, browser = self.reader("carl")
        self.expect_mailbox(browser, person.user, "Lunch on Friday")
        for _ in range(3):
            self.later(29 * 60)
            self.assertEqual(browser.open(LIST).status, 200)
        self.later(31 * 60)
        self.expect_led_to(browser, SIGN_IN)

    def test_the_next_person_at_the_same_browser_sees_their_own_mailbox(self):
        dora, browser = self.reader("dora", "For Dora")
        self.expect_mailbox(browser, dora.user, "For Dora")
        emil, other = self.reader("emil", "For Emil")
        browser.ask("POST", "/signout")
        self.expect(browser.sign_in(emil.user, PASSWORD), "signed_in")
        self.expect_mailbox(browser, emil.user, "For Emil")

    def test_without_rekey_nobody_gets_in(self):
        alone = Webmail(self.rekey.folder / "alone", free_port())
        self.addCleanup(alone.stop)
        page = AppBrowser(alone.port, alone.certificate_file).open()
        self.assertEqual(page.status, 500)
        self.assertNotIn(b"roundcube", page.body.lower())


class Claims(WebmailCase):
    """What a browser says about itself."""

    def seen(self, browser: AppBrowser, **headers) -> dict:
        answer = browser.open("/seen.php", **headers)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def test_a_forged_name_never_reaches_the_application(self):
        person, browser = self.reader("anna")
        victim = self.member("berta")
        forged = {"Remote-User": victim.user, "Remote_User": victim.user, "Remote-Groups": "admins",
                  "Authorization": "Basic " + base64.b64encode(f"{victim.user}:guessed".encode()).decode()}
        seen = self.seen(browser, **forged)
        self.assertEqual({seen["REMOTE_USER"], seen["PHP_AUTH_USER"], seen["HTTP_REMOTE_USER"]}, {person.user})
        self.assertNotIn(victim.user, str(seen))
        stranger = self.stranger().open(**forged)
        self.assertEqual((stranger.status, stranger.header("Location")), (303, ORIGIN + SIGN_IN))

    def test_the_application_does_not_get_the_session(self):
        _, browser = self.reader("carl")
        session = f"__Host-rekey={browser.token}"
        for sent, left in ((session, ""), (f"{session}; a=1", "a=1"), (f"a=1; {session}", "a=1; "), (f"a=1; {session}; b=2", "a=1; b=2")):
            self.assertEqual(self.seen(browser, Cookie=sent).get("HTTP_COOKIE", ""), left)

    def test_the_question_itself_is_not_for_browsers(self):
        self.assertEqual(self.stranger().open("/rekey-check").status, 404)

    def test_nobody_types_themselves_into_another_mailbox(self):
        person, browser = self.reader("dora")
        victim, _ = self.reader("emil", "For Emil")
        path, page = browser.arrive()
        token = page.body.decode().split('"request_token":"')[1].split('"')[0]
        typed = f"_task=login&_action=login&_user={victim.user}&_pass=guessed&_token={token}"
        browser.request("POST", "/?_task=login", typed, {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"})
        self.expect_mailbox(browser, person.user, "Lunch on Friday")


if __name__ == "__main__":
    unittest.main()
