"""What the wire to a directory does: it is slow, stalls, and is cut in the middle of an answer, between Rekey and a real OpenLDAP or a real Samba."""
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import ORIGIN, TENANT, Answer, Instance, wait_until
from harness.directory import REFUSED, DirectoryCase
from harness.office import PEOPLE, OpenLdapOffice, SambaOffice
from harness.openldap import BASE as LDAP_BASE, SERVICE as LDAP_SERVICE, SERVICE_PASSWORD as LDAP_SERVICE_PASSWORD, OpenLdap
from harness.samba import DOMAIN, PEOPLE as AD_PEOPLE, SERVICE as AD_SERVICE, SERVICE_PASSWORD as AD_SERVICE_PASSWORD, Samba
from harness.signin import SignInBrowser
from harness.wire import CUT, DROP, PASS, STALL, STALL_ANSWERS, Order, Wire, slow

ANSWER = 15  # seconds after which an answer, or a part of it, is not waited for any more
MORE = 28  # people of a Samba, beside those it is made with
PATIENCE = 120  # seconds after which what became of a write is not asked any more


def to_openldap(server: OpenLdap) -> Wire:
    return Wire(server.tls_port)


def to_samba(server: Samba) -> Wire:
    return Wire(636, server.address)


class Import:
    """People are read over a wire, `people` of them."""

    def lead(self, wire: Wire, password: str):
        self.wire = wire
        self.addCleanup(wire.stop)
        self.set(servers=wire.url, ca_file=self.server.ca_file)
        self.set_password(password)

    def size(self) -> int:
        """Of all that is answered when everything is read."""
        before = self.wire.answered
        self.sync("--preview", "--full")
        return self.wire.answered - before

    def breaks(self, order: Order, when=lambda: True) -> str:
        """A reading in the middle of which, and when that holds, this happens; what the operator is told of it."""
        self.wire.after(self.size() // 2, STALL)
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(self.run_cli, "sync", "run", "office", "--full", expect=REFUSED)
            wait_until(lambda: not self.wire.waits() and when(), "it is in the middle", timeout=30)
            self.assertFalse(run.done())
            self.wire.now(order)
            failed = run.result()
        self.assertEqual(failed.stderr, "")
        line = failed.stdout.splitlines()[0]
        self.assertRegex(line, "^failed: .*[a-z]{3}")
        last, *_ = self.json_of("sync", "history", "office")
        self.assertEqual((last["outcome"], last["detail"]), ("failed", line.removeprefix("failed: ")))
        self.assertEqual(self.json_of("sync", "status")[0]["outcome"], "failed")
        return failed.stdout

    def there(self) -> dict[str, str]:
        """Who is known here, with the number that stays the same."""
        return {each["user_name"]: each["id"] for each in self.json_of("user", "list", "--limit", "10000")}

    def outcomes(self) -> list[tuple[str, str]]:
        """Of the runs, newest first."""
        return [(each["mode"], each["outcome"]) for each in self.json_of("sync", "history", "office")]

    def test_a_first_reading_that_is_cut_in_the_middle_goes_on_in_the_next(self):
        self.breaks(CUT, when=lambda: self.rekey.database.one("SELECT count(*) FROM identity") > 0)
        some = self.there()
        self.assertTrue(0 < len(some) < self.people, len(some))
        self.assertEqual(self.json_of("sync", "status")[0]["fullAt"], None)

        self.wire.now(PASS)
        whole = self.sync()
        self.assertEqual((whole["mode"], whole["outcome"], whole["counts"]["added"]), ("full", "done", self.people - len(some)))
        self.assertEqual(len(self.there()), self.people)
        self.assertEqual(self.there(), self.there() | some, "who was there is who he was")
        self.assertEqual(self.outcomes(), [("full", "done"), ("full", "failed")])
        self.assertEqual(self.json_of("sync", "status")[0]["outcome"], "done")

    def test_a_whole_reading_that_is_cut_in_the_middle_removes_nobody(self):
        self.sync()
        before = self.there()
        self.assertEqual(len(before), self.people)
        gone = self.delete_one()
        self.breaks(CUT)
        self.assertEqual(self.there(), before)
        self.wire.now(PASS)
        self.assertEqual(self.sync("--full")["counts"]["removed"], 1)
        self.assertEqual(self.there(), {user: number for user, number in before.items() if user != gone})

    def test_a_reading_that_stalls_ends_and_what_was_there_stays(self):
        self.sync()
        before = self.there()
        began = time.monotonic()
        self.breaks(STALL)
        self.assertLess(time.monotonic() - began, ANSWER + 10)
        self.assertEqual(self.there(), before)
        self.wire.now(PASS)
        self.assertEqual(self.sync("--full")["outcome"], "done")
        self.assertEqual(self.there(), before)


class ImportFromOpenLdap(Import, DirectoryCase):
    people = 1200  # several batches

    def setUp(self):
        super().setUp()
        self.add(kind="openldap", servers="ldaps://127.0.0.1:1", base=LDAP_BASE, account=LDAP_SERVICE)
        self.server = OpenLdap(self.rights(), self.people)
        self.addCleanup(self.server.close)
        self.lead(to_openldap(self.server), LDAP_SERVICE_PASSWORD)

    def delete_one(self) -> str:
        self.server.delete(self.people)
        return f"person{self.people}"

    def test_a_wire_that_stalls_from_the_beginning_is_not_waited_for_any_longer(self):
        self.wire.now(STALL)
        began = time.monotonic()
        failed = self.sync(expect=REFUSED)
        self.assertLess(time.monotonic() - began, ANSWER)
        self.assertEqual((failed["outcome"], self.there()), ("failed", {}))
        self.assertIn("127.0.0.1", failed["detail"])

    def test_of_a_reading_that_failed_it_is_not_said_that_everything_was_read(self):
        self.assertNotIn("Everything was read", self.breaks(CUT))


class ImportFromSamba(Import, DirectoryCase):
    people = 12 + MORE  # several pages

    def setUp(self):
        super().setUp()
        self.server = Samba()
        self.addCleanup(self.server.close)
        self.server.change("".join(f"dn: CN=More {number},{AD_PEOPLE}\nchangetype: add\nobjectClass: user\nsAMAccountName: more{number}\n"
                                   f"userPrincipalName: more{number}@{DOMAIN}\n\n" for number in range(1, MORE + 1)))
        self.add(kind="active_directory", servers="ldaps://127.0.0.1:1", base=AD_PEOPLE, account=AD_SERVICE, page_size=10)
        self.lead(to_samba(self.server), AD_SERVICE_PASSWORD)

    def delete_one(self) -> str:
        self.server.delete(f"more{MORE}")
        return f"more{MORE}@{DOMAIN}"


class People:
    """They reset and sign in over a wire, each by a number of their own. Person 9 signs in only."""
    rekey: Instance
    answer_size = 0  # of all that the directory answers when a password is set

    @classmethod
    def begin(cls, kind, lead, password: str):
        cls.rekey = Instance.start(serve=False, dev=True)
        cls.addClassCleanup(cls.rekey.stop)
        cls.office = kind(cls.rekey)
        cls.addClassCleanup(cls.office.close)
        cls.wire = lead(cls.office.server)
        cls.addClassCleanup(cls.wire.stop)
        cls.rekey.cli("directory", "set", "office", f"servers={cls.wire.url}", tenant=TENANT)
        cls.rekey.cli("directory", "password", "office", input=password + "\n", tenant=TENANT)
        cls.rekey.set(methods=["sms"], scope="all")
        cls.rekey.add_node()

    def setUp(self):
        self.addCleanup(self.wire.now, PASS)

    # --- what they do --------------------------------------------------------------------------------------------------
    def signs_in(self, number: int, password: str) -> Answer:
        browser = self.rekey.browser()
        return SignInBrowser(browser.port, ORIGIN, browser.headers["X-Forwarded-For"]).sign_in(self.office.user(number), password)

    def proven(self, number: int):
        """A browser where a new password is asked for, of a server that has a connection to the directory."""
        self.rekey.database.change("DELETE FROM counter")
        browser = self.rekey.browser()
        browser.start(self.office.user(number))
        browser.post("need", {"need": "reset"})
        browser.choose("sms", self.office.number(number))
        step = browser.answer(self.rekey.code_for(self.office.number(number))).step
        self.assertEqual(step["kind"], "set_password", step)
        wait_until(lambda: self.signs_in(9, self.office.old).status == 200, "the directory is asked again", timeout=20)
        return browser

    def settled(self, browser) -> dict:
        """The step, when it is known what became of the password; whose handle is gone has a completed one."""
        def known():
            answer = browser.view()
            if answer.code == "attempt_ended":
                return {"kind": "completed"}
            return None if answer.step["kind"] == "writing" else answer.step
        self.rekey.database.change("UPDATE writeback SET leased_until = 0, began_at = began_at - 60000")  # as if its time had come
        return wait_until(known, "somebody has looked what became of it", timeout=30)

    def without_its_end(self) -> int:
        """So much of what the directory answers when a password is set arrives when the last answer is lost."""
        if not self.answer_size:
            browser = self.proven(1)
            before = self.wire.answered
            self.assertEqual(browser.set_password(self.office.good).step["kind"], "completed")
            type(self).answer_size = self.wire.answered - before
        return self.answer_size - 1

    def loses_its_end(self, number: int, order: Order):
        """One who is proven, before a wire that carries out that order instead of the last answer."""
        count = self.without_its_end()
        browser = self.proven(number)
        self.wire.after(count, order)
        return browser

    def unavailable(self, answer: Answer):
        self.assertEqual((answer.status, answer.code), (503, "directory_unavailable"), answer.body)

    def only(self, number: int, password: str):
        """This one binds there, and that of before does not."""
        self.assertTrue(self.office.binds(number, password))
        self.assertFalse(self.office.binds(number, self.office.old))

    # --- what they meet ------------------------------------------------------------------------------------------------
    def test_a_wire_that_is_cut_before_the_password_costs_nothing(self):
        browser = self.proven(2)
        self.wire.now(CUT)
        self.unavailable(browser.set_password(self.office.good))
        self.assertEqual(browser.view().step["kind"], "set_password")
        self.assertTrue(self.office.binds(2, self.office.old))
        self.wire.now(PASS)
        self.assertEqual(browser.set_password(self.office.good).step["kind"], "completed")
        self.only(2, self.office.good)

    def test_an_answer_that_is_lost_is_looked_up_at_once(self):
        browser = self.loses_its_end(3, DROP)
        self.assertEqual(browser.set_password(self.office.good).step["kind"], "completed")
        self.assertFalse(self.wire.waits(), "the answer was not lost")
        self.only(3, self.office.good)

    def test_wherever_the_wire_is_cut_state_and_directory_agree(self):
        last = self.without_its_end()
        for number, count in ((4, 1), (5, last * 2 // 3), (6, last)):
            with self.subTest(f"after {count} bytes of {last + 1}"):
                self.wire.now(PASS)
                browser = self.proven(number)
                self.wire.after(count, CUT)
                answer = browser.set_password(self.office.good)
                self.assertFalse(self.wire.waits())
                written = self.office.binds(number, self.office.good)
                self.assertEqual(written, count == last)
                if written:
                    self.assertEqual(answer.step["kind"], "writing", answer.body)
                else:
                    self.unavailable(answer)
                self.wire.now(PASS)
                self.assertEqual(self.settled(browser)["kind"], "completed" if written else "set_password")
                if not written:
                    self.assertEqual(browser.set_password(self.office.good).step["kind"], "completed")
                self.only(number, self.office.good)

    def test_an_answer_that_never_comes_is_looked_up_when_the_wire_is_back(self):
        browser = self.loses_its_end(7, STALL_ANSWERS)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(browser.set_password, self.office.good)
            wait_until(lambda: not self.wire.waits(), "it is written")
            self.assertTrue(self.office.binds(7, self.office.good))
            self.assertFalse(answer.done())
            self.wire.now(CUT)
            self.assertEqual(answer.result().step["kind"], "writing", answer.result().body)
        self.assertEqual(browser.view().step["kind"], "writing")
        self.wire.now(PASS)
        self.assertEqual(self.settled(browser)["kind"], "completed")
        self.only(7, self.office.good)

    def test_who_cannot_be_told_in_time_learns_that_it_is_unknown(self):
        browser = self.loses_its_end(8, CUT)
        self.assertEqual(browser.set_password(self.office.good).step["kind"], "writing")
        self.rekey.database.change("UPDATE writeback SET began_at = began_at - ?", PATIENCE * 1000)
        step = self.settled(browser)
        self.assertEqual((step["kind"], step["reason"]), ("refused", "outcome_unknown"))
        (event,) = self.rekey.audit("writeback_unknown")
        self.assertEqual((event["details"]["directory"], event["details"]["what"]), ("office", "reset"))
        self.wire.now(PASS)
        self.only(8, self.office.good)

    def test_over_a_slow_wire_the_right_password_signs_in_and_a_wrong_one_does_not(self):
        self.wire.now(DROP)
        self.wire.now(slow(0.5))
        began = time.monotonic()
        right = self.signs_in(10, self.office.old)
        self.assertEqual((right.status, right.step["kind"]), (200, "signed_in"), right.body)
        self.assertGreater(time.monotonic() - began, 1, "it was not asked over that wire")
        wrong = self.signs_in(10, "not the one")
        self.assertEqual(wrong.code, "sign_in_refused", wrong.body)
        self.assertEqual(self.rekey.audit("sign_in_failed")[-1]["details"]["reason"], "wrong_password", "the directory has said so")


class PeopleOfOpenLdap(People, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.begin(OpenLdapOffice, to_openldap, LDAP_SERVICE_PASSWORD)
        for number in range(1, PEOPLE + 1):
            cls.office.server.set(number, "userPassword", cls.office.old)  # of one that was loaded it does not tell when it was set
        known = time.monotonic()
        wait_until(lambda: time.monotonic() > known + 2.1, "that is not just now; it tells whole seconds")


class PeopleOfSamba(People, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.begin(SambaOffice, to_samba, AD_SERVICE_PASSWORD)


if __name__ == "__main__":
    unittest.main()
