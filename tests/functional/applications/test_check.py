"""GET /api/v1/check, as a proxy asks it."""
import json
import unittest

from harness import TENANT, wait_until
from harness.application import ACCEPT, HOST, ORIGIN, AppBrowser, ApplicationCase
from harness.signin import PASSWORD

TRICKS = ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example", "@evil.example", "javascript:alert(1)",
          "webmail@evil.example", "webmail/../wiki", "webmail#", "webmail?x", "webmail&", "Webmail", " webmail", "webmail ", "wiki", "webmail|Webmail|https://evil.example/"]


class Check(ApplicationCase):
    def asking(self) -> AppBrowser:
        """What a proxy passes on: the browser's cookies, and the host it was asked for."""
        return AppBrowser(self.rekey.nodes[0].port)

    def check(self, browser: AppBrowser, query: str = "?return=webmail", method: str = "GET", **headers):
        return browser.request(method, "/api/v1/check" + query, headers={"Accept": ACCEPT, **headers})

    def signed_in_here(self, name: str, registered: bool = True, **edit):
        person = self.member(name)
        if edit:
            self.rekey.cli("user", "edit", person.user, *(part for key, value in edit.items() for part in (f"--{key.replace('_', '-')}", value)), tenant=TENANT)
        browser = self.asking()
        self.expect(browser.sign_in(person.user, PASSWORD), "signed_in")
        if registered:
            self.register_mailbox(browser, person)
        return person, browser

    def test_who_has_registered_passes_with_a_name(self):
        person, browser = self.signed_in_here("anna", display_name="Zoë Ångström")
        for group in ("Staff", "Ward 3, night"):
            self.rekey.cli("group", "add", group, tenant=TENANT)
            self.rekey.cli("group", "join", group, "--user", person.user, tenant=TENANT)
        for method in ("GET", "HEAD"):
            passed = self.check(browser, method=method)
            self.assertEqual((passed.status, passed.body), (204, b""))
            self.assertEqual(passed.header("Remote-User"), person.user)
            self.assertEqual(passed.header("Remote-Name").encode("latin-1").decode(), "Zoë Ångström")
            self.assertEqual(sorted(passed.header("Remote-Groups").split(",")), ["Staff", "Ward 3%2C night"])
            self.assertEqual(passed.header("Cache-Control"), "no-store")
            self.assertIsNone(passed.header("Location"))
        nameless, browser = self.signed_in_here("nameless")
        passed = self.check(browser, "")
        self.assertEqual((passed.header("Remote-Name"), passed.header("Remote-Groups")), (nameless.user, ""))

    def test_the_log_is_not_filled_with_what_the_proxy_writes_down(self):
        self.expect(self.check(self.asking()), "not_signed_in")
        self.expect(self.asking().sign_in("nobody@contoso.example", PASSWORD), "sign_in_refused")
        levels = lambda route: {line["level"] for line in map(json.loads, self.rekey.logs().splitlines()) if line.get("route") == route}  # noqa: E731
        wait_until(lambda: levels("/api/v1/signin") == {"info"}, "the sign-in is in the log")
        self.assertEqual(levels("/api/v1/check"), {"debug"})

    def test_a_stranger_is_sent_to_sign_in(self):
        for query, location in (("", "/signin"), ("?return=webmail", "/signin?return=webmail")):
            refused = self.expect(self.check(self.asking(), query), "not_signed_in")
            self.assertEqual((refused.status, refused.header("Location")), (401, ORIGIN + location))
            self.assertIsNone(refused.header("Remote-User"))
        redirected = self.check(self.asking(), "?then=redirect&return=webmail")
        self.assertEqual((redirected.status, redirected.header("Location"), redirected.body), (303, f"{ORIGIN}/signin?return=webmail", b""))

    def test_who_lacks_a_method_is_sent_to_register(self):
        _, browser = self.signed_in_here("berta", registered=False)
        refused = self.expect(self.check(browser), "registration_needed")
        self.assertEqual((refused.status, refused.header("Location")), (401, f"{ORIGIN}/account?return=webmail#register"))
        self.assertEqual(self.check(browser, "?then=redirect").header("Location"), f"{ORIGIN}/account#register")
        browser.ask("POST", "/account/registration/skip")
        self.assertEqual(self.check(browser).status, 204)

    def test_who_must_change_the_password_is_not_signed_in_yet(self):
        person = self.member("carl", lasting=None)
        browser = self.asking()
        self.expect(browser.sign_in(person.user, PASSWORD), "must_change_password")
        self.expect(self.check(browser), "not_signed_in")

    def test_scripts_get_no_redirect(self):
        for accept in ("*/*", "application/json", "image/avif,image/webp", None):
            refused = self.expect(self.check(self.asking(), "?then=redirect&return=webmail", Accept=accept), "not_signed_in")
            self.assertEqual((refused.status, refused.header("Location")), (401, None))

    def test_nobody_is_led_away(self):
        _, signed_in = self.signed_in_here("dora")
        quoted = ["".join(f"%{byte:02X}" for byte in trick.encode()) for trick in TRICKS]
        crooked = [*quoted, *(part.replace("%", "%25") for part in quoted), "webmail%0D%0ASet-Cookie:x=1", "webmail%00", "%FF", "webmail&return=webmail", "webmail&return=//evil.example"]
        for value in crooked:
            for browser in (self.asking(), signed_in):
                answer = self.check(browser, f"?then=redirect&return={value}")
                self.assertEqual((answer.status, answer.header("Location")), (400, None), value)
        for query in ("?then=//evil.example", "?then=redirect&then=redirect", "?then="):
            self.assertEqual(self.check(signed_in, query).status, 400, query)

    def test_the_way_on_stays_at_the_configured_address(self):
        for headers in ({"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "http"}, {"Forwarded": "host=evil.example"}, {"X-Forwarded-Uri": "//evil.example"},
                        {"X-Original-URL": "https://evil.example/"}, {"Referer": "https://evil.example/"}, {"Origin": "https://evil.example"}):
            self.assertEqual(self.check(self.asking(), "?then=redirect&return=webmail", **headers).header("Location"), f"{ORIGIN}/signin?return=webmail", headers)
        self.assertEqual(self.check(self.asking(), Host="evil.example").status, 421)
        other = self.check(self.asking(), "", Host="reset.contoso.example")
        self.assertEqual(other.header("Location"), "https://reset.contoso.example/signin")
        self.assertEqual(self.check(self.asking(), Host="reset.fabrikam.example").status, 400, "the name belongs to another tenant")
        self.assertEqual(HOST, "mail.contoso.example")

    def test_a_session_of_one_tenant_opens_nothing_of_another(self):
        _, browser = self.signed_in_here("emil")
        self.assertEqual(self.check(browser, "").status, 204)
        self.expect(self.check(browser, "", Host="reset.fabrikam.example"), "not_signed_in")

    def test_only_reading_is_offered(self):
        refused = self.asking().request("POST", "/api/v1/check", headers={"Origin": ORIGIN, "Content-Length": "0"})
        self.assertEqual((refused.status, refused.header("Allow")), (405, "OPTIONS, GET, HEAD"))


if __name__ == "__main__":
    unittest.main()
