"""Resets of people whose password is mastered in a real Samba AD DC or a real OpenLDAP, by a text to the number on file there: nothing is
registered by anybody. Written there at once, under its rules; whatever dies in between, state and directory agree."""
import re
import signal
import time
import unittest

from harness import ORIGIN, TENANT, Instance, wait_until
from harness.commit_points import CommitPoints
from harness.memory import forms_of, memory_of
from harness.office import OpenLdapOffice, SambaOffice
from harness.samba import DOMAIN
from harness.signin import SignInBrowser


class WritebackCase(unittest.TestCase):
    """The program serves, and a directory has been read."""
    store = "sqlite"

    def open(self, office):
        self.rekey = Instance.start(serve=False, store=self.store, dev=True)
        self.addCleanup(self.rekey.stop)
        self.office = office(self.rekey)
        self.addCleanup(self.office.close)
        self.rekey.set(methods=["email", "sms", "voice_mobile"], scope="all", unlock_offered=True)
        self.rekey.add_node()

    def started(self, user: str, need: str = "reset"):
        browser = self.rekey.browser()
        self.assertEqual(browser.start(user).status, 201)
        answer = browser.post("need", {"need": need})
        self.assertEqual(answer.status, 200, answer.body)
        return browser

    def answered(self, user: str, number: str, need: str = "reset"):
        """The step after the code of a text to that number."""
        self.rekey.database.change("DELETE FROM counter")
        browser = self.started(user, need)
        self.assertEqual(browser.choose("sms", number).status, 200)
        answer = browser.answer(self.rekey.code_for(number))
        self.assertEqual(answer.status, 200, answer.body)
        return browser, answer.step

    def proven(self, user: str, number: str):
        browser, step = self.answered(user, number)
        self.assertEqual(step["kind"], "set_password", step)
        return browser

    def rules(self, browser, password: str) -> list[str]:
        """Why this password is refused."""
        answer = browser.set_password(password)
        self.assertEqual((answer.status, answer.code), (422, "password_refused"), answer.body)
        return [reason["rule"] for reason in answer.json["reasons"]]

    def reset(self, user: str, number: str, password: str):
        answer = self.proven(user, number).set_password(password)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.step["kind"], "completed")


class WalkOfAPerson:
    """What holds of every kind of directory. Its users: user(1) …, with number(1) … on file."""

    def test_a_reset_by_a_text_to_the_number_of_the_directory(self):
        self.assertTrue(self.office.binds(1, self.office.old))
        browser = self.started(self.office.user(1))
        hint = next(each for each in browser.step["methods"] if each["kind"] == "sms")["hint"]
        self.assertEqual(hint["lastDigits"], "01")
        self.office.set_mobile(1, "+31612345678")
        self.office.read()
        browser = self.started(self.office.user(1))
        hint = next(each for each in browser.step["methods"] if each["kind"] == "sms")["hint"]
        self.assertEqual(hint["lastDigits"], "78")

        self.reset(self.office.user(1), "+31612345678", self.office.good)
        self.assertTrue(self.office.binds(1, self.office.good))
        self.assertFalse(self.office.binds(1, self.office.old))
        (event,) = self.rekey.audit("password_reset")
        self.assertEqual(event["details"]["proofs"], "sms")

    def test_a_rule_of_the_directory_is_a_sentence_and_another_password_is_taken(self):
        browser = self.proven(self.office.user(2), self.office.number(2))
        self.assertEqual(self.rules(browser, self.too_short), ["too_short"], "the organisation's rule")
        self.rekey.set(password_min_length=8)
        self.assertEqual(self.rules(browser, self.too_short), ["too_short"], "the directory's")
        for password, rule in self.refused:
            self.assertEqual(self.rules(browser, password), [rule], password)
        self.assertEqual(browser.set_password(self.office.good).status, 200)
        self.assertTrue(self.office.binds(2, self.office.good))
        browser = self.proven(self.office.user(2), self.office.number(2))
        self.assertEqual(self.rules(browser, self.office.good), ["used_before"], "its history")
        self.assertEqual(browser.set_password(self.office.good + " again").status, 200)

    def test_a_lock_is_lifted_alone_and_by_a_reset(self):
        self.office.lock(3)
        self.assertFalse(self.office.binds(3, self.office.old), "locked")
        _, step = self.answered(self.office.user(3), self.office.number(3), need="unlock")
        self.assertEqual((step["kind"], step["outcome"]), ("completed", "unlocked"))
        self.assertTrue(self.office.binds(3, self.office.old), "with the password of before")
        self.office.lock(3)
        self.reset(self.office.user(3), self.office.number(3), self.office.good)
        self.assertTrue(self.office.binds(3, self.office.good))

    def test_a_directory_that_is_away_is_said_to_be_and_nothing_is_lost(self):
        browser = self.proven(self.office.user(4), self.office.number(4))
        self.office.server.stop()
        answer = browser.set_password(self.office.good)
        self.assertEqual((answer.status, answer.code), (503, "directory_unavailable"), answer.body)
        self.assertEqual(answer.header("Retry-After"), "60")
        self.office.server.start()
        wait_until(lambda: browser.set_password(self.office.good).status == 200, "it is there again")
        self.assertTrue(self.office.binds(4, self.office.good))

    def test_wherever_the_server_dies_state_and_directory_agree(self):
        commits, number = CommitPoints(self.rekey.folder), 0
        for moment in ("before", "after"):
            for point in range(1, 30):
                number += 1
                time.sleep(2.1)  # some tell whole seconds
                password = f"{self.office.good} {number}"
                browser = self.proven(self.office.user(5), self.office.number(5))
                done = self.dies(browser, password, commits, point, moment)
                self.rekey.add_node()
                if done:
                    self.assertTrue(self.office.binds(5, password))
                    break
                self.looks_after(browser.handle, password, f"{moment} commit {point}")
            self.assertTrue(done, "a new password has fewer commits")
            self.assertGreater(point, 2, "one before the write, one after it")

    def looks_after(self, handle: str, password: str, when: str):
        """What the person is told is what is so, and they go on with what they have."""
        browser = self.rekey.browser()
        browser.handle = handle
        self.rekey.database.change("UPDATE writeback SET leased_until = 0, began_at = began_at - 60000")  # a minute later
        step = wait_until(lambda: self.settled(browser), "somebody has looked what became of it")
        written = self.office.binds(5, password)
        self.assertEqual(step["kind"], "completed" if written else "set_password", when)
        self.assertEqual(self.rekey.database.one("SELECT count(*) FROM writeback"), 0, when)
        if not written:
            self.assertEqual(browser.set_password(password).status, 200)
            self.assertTrue(self.office.binds(5, password))

    def test_no_password_is_left_in_the_memory(self):
        """Not what was set, what was refused, what was typed wrong, nor what somebody signed in with."""
        typed = ["sh0rt Qzvx", "Qzvx-a slow green b1cycle", "Qzvx-th1s one is wrong", "Qzvx-a later yellow b1cycle"]
        browser = self.proven(self.office.user(9), self.office.number(9))
        self.rules(browser, typed[0])
        self.assertEqual(browser.set_password(typed[1]).status, 200)
        visitor = SignInBrowser(self.rekey.nodes[0].port, ORIGIN)
        self.assertEqual(visitor.sign_in(self.office.user(9), typed[1]).step["kind"], "signed_in")
        changed = visitor.change(typed[1], typed[3])
        self.assertEqual(changed.status, 204, changed.body)
        self.assertEqual(visitor.sign_in(self.office.user(9), typed[2]).code, "sign_in_refused")
        self.assertTrue(self.office.binds(9, typed[3]))
        memory = memory_of(self, self.rekey.nodes[0].pid)
        self.assertGreater(len(memory), 1 << 20)
        left = {password: [form for form in forms_of(password) if form in memory] for password in typed}
        self.assertEqual({password: forms for password, forms in left.items() if forms}, {})

    def test_no_password_is_in_the_database_or_the_log(self):
        browser = self.proven(self.office.user(10), self.office.number(10))
        self.rules(browser, "sh0rt Qzvx")
        self.assertEqual(browser.set_password("Qzvx-a slow green b1cycle").status, 200)
        for file in (*self.rekey.folder.glob("rekey.db*"), *self.rekey.folder.glob("*.log"), *self.rekey.folder.glob("postgres/**/*")):
            if file.is_file():
                self.assertNotIn(b"Qzvx", file.read_bytes(), file.name)

    def dies(self, browser, password: str, commits: CommitPoints, point: int, moment: str) -> bool:
        """Sets the password with a server that dies at that commit. True: it had fewer."""
        for node in self.rekey.nodes:
            node.stop()
        self.rekey.nodes.clear()
        node = self.rekey.add_node(**commits.environment(point, moment))
        dying = self.rekey.browser()
        dying.handle = browser.handle
        commits.arm()
        try:
            return dying.set_password(password).status == 200
        except OSError:
            self.assertEqual(node.child.wait(10), -signal.SIGKILL)
        finally:
            commits.disarm()
            self.rekey.nodes.clear()
            node.kill()
        return False

    def settled(self, browser):
        """The step, when it is one to go on from. None: not yet. Whose handle is gone has a completed one: it was changed as the last thing of all."""
        answer = browser.view()
        if answer.code == "attempt_ended":
            return {"kind": "completed"}
        return None if answer.step["kind"] == "writing" else answer.step


class OnOpenLdap(WalkOfAPerson, WritebackCase):
    too_short = "maple 9 b"
    refused = [(OpenLdapOffice.old, "used_before")]

    def setUp(self):
        self.open(OpenLdapOffice)

    def test_an_administrators_lock_is_never_lifted(self):
        self.office.server.set(6, "pwdAccountLockedTime", "000001010000Z")
        for need in ("unlock", "reset"):
            browser, step = self.answered(self.office.user(6), self.office.number(6), need)
            if need == "reset":
                step = browser.set_password(self.office.good).step
            self.assertEqual((step["kind"], step["reason"]), ("refused", "account_disabled"))
        self.assertFalse(self.office.binds(6, self.office.old))


class OnOpenLdapWithPostgres(OnOpenLdap):
    store = "postgres"


class OnSamba(WalkOfAPerson, WritebackCase):
    too_short = "maple 9 b"
    refused = [("maple lantern quiet", "too_few_classes")]

    def setUp(self):
        self.open(SambaOffice)
        self.office.ask_for(characters=10)

    def test_who_is_disabled_meanwhile_cannot_go_on(self):
        browser = self.proven(self.office.user(6), self.office.number(6))
        self.office.server.disable("person6")
        step = browser.set_password(self.office.good).step
        self.assertEqual((step["kind"], step["reason"]), ("refused", "account_disabled"))
        self.office.server.enable("person6")
        self.assertEqual(browser.set_password(self.office.good).code, "not_allowed_now", "this attempt is over")
        self.assertTrue(self.office.binds(6, self.office.old))

    def test_who_is_protected_learns_it_after_the_first_proof_and_a_stranger_nothing(self):
        protected = f"protected@{DOMAIN}"
        steps = [self.started(user).step for user in (protected, self.office.user(1), f"nobody@{DOMAIN}")]
        self.assertEqual({step["kind"] for step in steps}, {"choose_method"})
        self.assertEqual({tuple(sorted(step)) for step in steps}, {tuple(sorted(steps[0]))})
        for need in ("reset", "unlock"):
            _, step = self.answered(protected, "+31612345691", need)
            self.assertEqual((step["kind"], step["reason"]), ("refused", "protected"))
            self.assertTrue(step["reference"])
        self.rekey.set(stranger_answers="explain")
        told = self.rekey.browser()
        told.start(protected)
        self.assertEqual((told.step["kind"], told.step["reason"]), ("refused", "protected"), "at once")
        self.assertTrue(self.office.server.binds("protected", self.office.old))

    def test_where_the_right_is_missing_it_is_said_and_known_from_then_on(self):
        account = re.search(r"objectSid: (\S+)", self.office.server.tool("user", "show", "svc-rekey", "--attributes=objectSid"))[1]
        reset_password = "00299570-246d-11d0-a768-00aa006e0529"
        self.office.server.tool("dsacl", "set", f"--objectdn={self.office.server.dn('person5')}", f"--sddl=(OD;;CR;{reset_password};;{account})")
        browser = self.proven(self.office.user(5), self.office.number(5))
        step = browser.set_password(self.office.good).step
        self.assertEqual((step["kind"], step["reason"]), ("refused", "protected"), "nobody has looked yet")
        self.assertTrue(step["reference"])
        self.assertTrue(self.office.binds(5, self.office.old))
        failed = self.rekey.database.rows("SELECT details FROM audit WHERE kind = 'writeback_failed'")[0]["details"]
        self.assertRegex(failed, r"detail=50 Insufficient access: .*server [\d.]+:636, DN CN=Person 5,OU=People,", "for the administrator")

        _, step = self.answered(self.office.user(5), self.office.number(5))
        self.assertEqual((step["kind"], step["reason"]), ("refused", "protected"), "after the first proof")
        told = self.rekey.cli("report", "readiness", "--directory", "office", "--reason", "no_right", "--csv", tenant=TENANT).stdout
        self.assertEqual([line.split(",")[1] for line in told.splitlines()[1:]], [self.office.user(5)])

    def test_a_minimum_age_holds_for_a_reset_too(self):
        self.office.server.set_policy(min_age_days=1)
        browser = self.proven(self.office.user(7), self.office.number(7))
        self.assertEqual(self.rules(browser, self.office.good), ["too_soon"])
        self.assertTrue(self.office.binds(7, self.office.old))

    def test_passwords_of_other_alphabets_arrive_as_they_were_typed(self):
        for number, password in ((8, "Größe-Ünïcode-☂-42"), (9, 'Quote " and \\ back 7')):
            self.reset(self.office.user(number), self.office.number(number), password)
            self.assertTrue(self.office.binds(number, password), password)


if __name__ == "__main__":
    unittest.main()
