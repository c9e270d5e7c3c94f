"""Signing in, the account page's questions, and signing out, as a browser does them."""
from harness import TENANT
from harness.signin import PASSWORD, SignInCase

NEW = "a slow green bicycle"


class Walk(SignInCase):
    def test_a_person_signs_in_looks_around_and_signs_out(self):
        anna = self.member("anna")
        browser = self.visitor()
        self.expect(browser.session(), "not_signed_in")
        self.assertEqual(browser.session().status, 401)
        self.assertTrue(browser.session().header("WWW-Authenticate"))
        answer = self.expect(browser.sign_in("  Anna@Contoso.EXAMPLE "), "signed_in")
        self.assertEqual(answer.step["user"], anna.user)
        self.assertNotIn(browser.token, answer.body.decode())

        self.assertEqual(browser.session().json["user"], anna.user)
        (session,) = browser.ask("GET", "/account/sessions").json["sessions"]
        self.assertEqual((session["current"], session["device"]), (True, "Firefox on Linux"))
        self.assertEqual([event["kind"] for event in browser.ask("GET", "/account/activity").json["events"]], ["signed_in", "authenticator_added"])
        self.assertEqual(browser.ask("GET", "/account/password").json["rules"]["minLength"], 12)

        token = browser.token
        self.assertEqual(browser.sign_out().status, 204)
        self.assertIn("Max-Age=0", browser.set_cookie)
        self.expect(self.visitor(token=token).session(), "not_signed_in")
        self.assertEqual(browser.sign_out().status, 204)

    def test_the_cookie_is_bound_to_this_host_and_hidden_from_scripts(self):
        browser = self.signed_in(self.member("berta"))
        name, *attributes = browser.set_cookie.split("; ")
        self.assertRegex(name, r"^__Host-rekey=[A-Za-z0-9_-]{43}$")
        self.assertEqual(attributes, ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"])

    def test_a_planted_token_never_becomes_a_session(self):
        """Item 33: the token changes at every step of privilege, and what came before is dead."""
        carl = self.member("carl")
        browser = self.visitor(token="A" * 43)
        self.expect(browser.sign_in(carl.user), "signed_in")
        self.assertNotEqual(browser.token, "A" * 43)
        self.expect(self.visitor(token="A" * 43).session(), "not_signed_in")
        first = browser.token
        self.expect(browser.sign_in(carl.user), "signed_in")
        self.assertNotEqual(browser.token, first)
        self.expect(self.visitor(token=first).session(), "not_signed_in")
        second = browser.token
        self.assertEqual(browser.change(PASSWORD, NEW).status, 204)
        self.assertNotIn(browser.token, (first, second))
        self.expect(self.visitor(token=second).session(), "not_signed_in")
        self.assertEqual(browser.session().status, 200)

    def test_an_administrators_password_is_good_for_one_sign_in(self):
        dora = self.member("dora", lasting=None)
        browser = self.visitor()
        answer = self.expect(browser.sign_in(dora.user), "must_change_password")
        self.assertEqual(answer.step["rules"]["minLength"], 12)
        waiting = browser.token
        for path in ("/session", "/account/sessions", "/account/activity", "/account/password"):
            self.expect(browser.ask("GET", path), "not_signed_in")
        self.expect(browser.ask("GET", "/signin"), "must_change_password")
        self.assertEqual(browser.ask("POST", "/signin/password/check", {"password": NEW}).json["reasons"], [])
        self.expect(browser.change("not it", NEW, "/signin/password"), "current_password_wrong")
        self.expect(browser.change(PASSWORD, PASSWORD, "/signin/password"), "password_refused")
        self.expect(browser.change(PASSWORD, NEW, "/signin/password"), "signed_in")
        self.assertNotEqual(browser.token, waiting)
        self.assertEqual(browser.session().status, 200)
        self.expect(self.visitor(token=waiting).ask("GET", "/signin"), "not_signed_in")
        self.expect(self.visitor().sign_in(dora.user, NEW), "signed_in")
        self.rekey.cli("user", "must-change", dora.user, tenant=TENANT)
        self.expect(browser.session(), "not_signed_in")
        self.expect(self.visitor().sign_in(dora.user, NEW), "must_change_password")

    def test_everywhere_else_and_everywhere(self):
        emil = self.member("emil")
        here, there, phone = (self.signed_in(emil) for _ in range(3))
        sessions = here.ask("GET", "/account/sessions").json["sessions"]
        self.assertEqual(len(sessions), 3)
        other = next(each["id"] for each in sessions if not each["current"])
        self.assertEqual(here.ask("POST", f"/account/sessions/{other}/end").status, 204)
        self.expect(here.ask("POST", f"/account/sessions/{other}/end"), "not_found")
        self.assertEqual(len(here.ask("GET", "/account/sessions").json["sessions"]), 2)
        self.assertEqual(here.ask("POST", "/account/sessions/end", {"which": "others"}).status, 204)
        self.assertEqual([browser.session().status for browser in (here, there, phone)], [200, 401, 401])
        self.assertEqual(here.ask("POST", "/account/sessions/end", {"which": "all"}).status, 204)
        self.assertIsNone(here.token)

    def test_an_operator_sees_and_ends_sessions(self):
        fred = self.member("fred")
        browser = self.signed_in(fred)
        self.assertIn("Firefox on Linux", self.rekey.cli("user", "sessions", "list", fred.user, tenant=TENANT).stdout)
        self.assertIn("1 session ended", self.rekey.cli("user", "sessions", "end", fred.user, tenant=TENANT).stdout)
        self.expect(browser.session(), "not_signed_in")

    def test_sessions_end_when_idle(self):
        gina = self.member("gina")
        browser = self.signed_in(gina)
        self.later(29 * 60)
        self.assertEqual(browser.session().status, 200)
        self.later(29 * 60)
        self.assertEqual(browser.session().status, 200)
        self.later(31 * 60)
        self.expect(browser.session(), "not_signed_in")

    def test_only_a_named_return_link_is_followed(self):
        hans = self.member("hans")
        self.rekey.set(return_links="mail|Webmail|https://mail.contoso.example/")
        browser = self.visitor()
        self.assertEqual(browser.sign_in(hans.user, **{"return": "mail"}).step["returnTo"], {"url": "https://mail.contoso.example/", "label": "Webmail"})
        for name in ("https://evil.example/", "//evil.example", "other", ""):
            self.assertNotIn("returnTo", browser.sign_in(hans.user, **{"return": name}).step)


class Reset(SignInCase):
    def test_a_reset_ends_every_session_and_opens_none(self):
        """Items 39 and 40."""
        anna = self.member("anna")
        here, there = self.signed_in(anna), self.signed_in(anna)
        reset = self.proven(anna)
        done = self.expect(reset.set_password(NEW), "completed")
        self.assertIsNone(done.header("Set-Cookie"))
        self.assertEqual([browser.session().code for browser in (here, there)], ["not_signed_in"] * 2)
        self.expect(self.visitor(token=reset.handle).session(), "not_signed_in")
        for path in ("/session", "/account/sessions", "/account/activity", "/account/password"):
            self.assertEqual(reset.request("GET", "/api/v1" + path, headers={"Rekey-Attempt": reset.handle}).status, 401)
        self.expect(self.visitor().sign_in(anna.user), "sign_in_refused")
        self.expect(self.visitor().sign_in(anna.user, NEW), "signed_in")
