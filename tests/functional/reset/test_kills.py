"""kill -9 in the middle of everything: no code is used twice, nothing that was committed is lost (items 9, 51)."""
import http.client
import random
import signal
import threading
import time
import unittest

from harness import GOOD, Instance
from harness.commit_points import CommitPoints

AWAY = (http.client.HTTPException, OSError, AssertionError, KeyError, StopIteration, IndexError)  # what a dying node does to its people


def audit_is_whole(test, rekey):
    """What must be true of the store at every moment, whatever died: each state change and its record were one commit."""
    sent = len(rekey.audit("code_sent")) + len(rekey.audit("code_suppressed"))
    test.assertEqual(sent, rekey.database.one("SELECT count(*) FROM challenge"), "a code without a challenge, or the reverse")
    test.assertEqual(sent, rekey.database.one("SELECT count(*) FROM outbox WHERE is_code = 1"), "a code whose message is lost")
    test.assertEqual(len(rekey.audit("reset_started")), rekey.database.one("SELECT count(*) FROM attempt"))
    test.assertEqual(len(rekey.audit("proof_passed")), rekey.database.one("SELECT count(*) FROM password_grant"))
    resets = [event["attempt_id"] for event in rekey.audit("password_reset")]
    test.assertEqual(len(resets), len(set(resets)), "a grant was used twice")
    test.assertEqual(len(resets), rekey.database.one("SELECT count(*) FROM password_grant WHERE consumed_at IS NOT NULL"))
    test.assertEqual(len(resets), rekey.database.one("SELECT count(*) FROM attempt WHERE state = 'completed'"))
    test.assertEqual(len(resets), rekey.database.one("SELECT count(*) FROM outbox WHERE is_code = 0"), "a notice is lost")


class Load:
    """People who reset all the time, over whatever node answers."""

    def __init__(self, rekey, people):
        self.rekey, self.people, self.over = rekey, people, threading.Event()
        self.completed = {person.user: [] for person in people}
        self.tried = {person.user: [] for person in people}
        self.broken = []  # what must not happen in a thread is told by the test
        self.threads = [threading.Thread(target=self.person, args=(person,)) for person in people]
        for thread in self.threads:
            thread.start()

    def person(self, person):
        round_number = 0
        while not self.over.is_set():
            round_number += 1
            try:
                self.once(person, f"{GOOD}, number {round_number}")
            except AWAY:
                time.sleep(0.02)
            except Exception as error:
                self.broken.append(f"{person.user}: {error!r}")
                return

    def once(self, person, password):
        forgive(self.rekey)
        browser = self.rekey.browser(random.randrange(len(self.rekey.nodes)))
        if browser.start(person.user).status != 201 or browser.choose().status != 200:
            return
        code = self.rekey.messages(person.mail, "reset_code")[-1]["parameters"]["code"]
        handle, step = browser.handle, browser.step
        if browser.answer(code).code:
            return
        # The code has done its work: from the old handle it must do nothing more.
        again = self.rekey.browser(random.randrange(len(self.rekey.nodes)))
        again.handle, again.step = handle, step
        if again.answer(code).status == 200:
            raise RuntimeError("a code was used twice")
        self.tried[person.user].append(password)
        if browser.set_password(password).status == 200:
            self.completed[person.user].append(password)

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join(60)


def forgive(rekey):
    """No budget is in the way: it is other tests' business."""
    rekey.database.change("DELETE FROM counter")


class Kills(unittest.TestCase):
    """kill -9 in the middle of everything."""

    def chaos(self, store: str, nodes: int, kills: int):
        with Instance.start(store=store, nodes=nodes) as rekey:
            people = [rekey.add_person(f"person{number}@contoso.example") for number in range(4)]
            rekey.set(password_history=0)
            load = Load(rekey, people)
            try:
                for _ in range(kills):
                    time.sleep(random.uniform(0.2, 0.8))
                    rekey.restart(random.choice(rekey.nodes), signal.SIGKILL)
                time.sleep(0.5)
            finally:
                load.end()
            self.assertEqual(load.broken, [])
            self.assertGreater(sum(map(len, load.completed.values())), 5, "the load did its work")
            audit_is_whole(self, rekey)
            for person in people:
                # What was answered "done" is done; a password whose answer was lost may be either.
                if load.tried[person.user]:
                    last_done = load.completed[person.user][-1:]
                    later = load.tried[person.user][load.tried[person.user].index(last_done[0]):] if last_done else load.tried[person.user] + ["an old brown kettle"]
                    self.assertTrue(any(rekey.fits(person, password) for password in later), person.user)

    def test_at_random_on_sqlite(self):
        self.chaos("sqlite", 1, 8)

    def test_at_random_on_postgresql_with_two_nodes(self):
        self.chaos("postgres", 2, 8)

    def test_at_every_commit_point_of_a_reset_on_sqlite(self):
        self.die_everywhere("sqlite")

    def test_at_every_commit_point_of_a_reset_on_postgresql(self):
        self.die_everywhere("postgres")

    def die_everywhere(self, store: str):
        """A whole reset again and again; the process dies at its first commit, its second, …, just before and just after it, is started again,
        and the person goes on with what they have. No code works twice, nothing that was committed is lost."""
        with Instance.start(store=store, serve=False) as rekey:
            commits = CommitPoints(rekey.folder)
            anna = rekey.add_person("anna@contoso.example")
            rekey.set(password_history=0)
            for moment in ("before", "after"):
                reached = None
                for point in range(1, 30):
                    forgive(rekey)
                    reached = self.die_at(rekey, anna, commits, point, moment)
                    audit_is_whole(self, rekey)
                    if reached == "done":
                        break
                self.assertEqual(reached, "done", "a reset has fewer than 30 commits")
                self.assertGreaterEqual(point, 7, "start, choose, two for the answer, two for the password")

    def die_at(self, rekey, anna, commits: CommitPoints, point: int, moment: str) -> str:
        """The step it died in, or `done`."""
        node = rekey.add_node(**commits.environment(point, moment))
        browser, code, before = rekey.browser(), None, None
        commits.arm()
        died = "start"
        try:
            browser.start(anna.user)
            died = "choose"
            browser.choose()
            code = rekey.code_for(anna.mail)
            died, before = "answer", (browser.handle, browser.step)
            browser.answer(code)
            died = "password"
            self.assertEqual(browser.set_password(f"{GOOD}, point {point} {moment}").status, 200)
            died = "done"
        except (http.client.HTTPException, OSError):
            self.assertEqual(node.child.wait(10), -signal.SIGKILL)
        finally:
            commits.disarm()
            node.kill()
            rekey.nodes.remove(node)
        if before:
            self.try_the_code_again(rekey, before, code, died)
        if died == "done":
            self.assertTrue(rekey.fits(anna, f"{GOOD}, point {point} {moment}"))
        return died

    def try_the_code_again(self, rekey, before, code, died):
        node = rekey.add_node()
        again = rekey.browser()
        again.handle, again.step = before
        challenge = again.step["challenge"]
        outcomes = [again.answer(code, challenge).status for _ in range(2)]
        self.assertLessEqual(outcomes.count(200), 1 if died == "answer" else 0, "a code worked twice")
        node.stop()
        rekey.nodes.remove(node)
