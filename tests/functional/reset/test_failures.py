"""Programs that die, stores that go away, mail servers that hang: nothing is used twice, nothing is lost (items 50, 51, 9)."""
import random
import signal
import threading
import time
import unittest

from harness import BIN, GOOD, Instance, ResetCase, free_port, together, wait_until
from harness.process import Process

ERRORS = (ConnectionError, TimeoutError, OSError)


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
        self.threads = [threading.Thread(target=self.person, args=(person,)) for person in people]
        for thread in self.threads:
            thread.start()

    def person(self, person):
        round_number = 0
        while not self.over.is_set():
            round_number += 1
            try:
                self.once(person, f"{GOOD}, number {round_number}")
            except (*ERRORS, AssertionError, KeyError, StopIteration):
                time.sleep(0.02)  # the node is away
            except Exception as error:  # http.client's own
                if type(error).__module__ != "http.client":
                    raise
                time.sleep(0.02)

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

    def test_at_every_commit_point_of_a_reset(self):
        """The disk syncs of SQLite are its commit points: the process dies at the first, the second, … of a whole reset, is started again, and
        the person goes on from the last answer they got. No code works twice, nothing that was committed is lost."""
        with Instance.start(serve=False) as rekey:
            anna = rekey.add_person("anna@contoso.example")
            finished = False
            for point in range(1, 40):
                forgive(rekey)
                finished = self.die_at(rekey, anna, point)
                audit_is_whole(self, rekey)
                if finished:
                    break
            self.assertTrue(finished, "a reset has fewer than 40 commit points")
            self.assertGreater(point, 5, "and more than 5")

    def die_at(self, rekey, anna, point: int) -> bool:
        """True when the reset went through before that many syncs."""
        password = f"{GOOD}, point {point}"
        config = rekey.write_config("dying.toml", port := free_port(), free_port())
        dying = Process(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
                         f"inject=fdatasync,fsync:signal=KILL:when={point + self.syncs_at_start(rekey)}", BIN, "serve", "--config", config],
                        rekey.folder / "dying.log", env=rekey.environment)
        dying.wait_for_port(port)
        browser = rekey.browser_at(port)
        died, code, handles = None, None, []
        try:
            for step in ("start", "choose", "answer", "password"):
                died = step
                if step == "start":
                    self.assertEqual(browser.start(anna.user).status, 201)
                elif step == "choose":
                    self.assertEqual(browser.choose().status, 200)
                    code = rekey.code_for(anna.mail)
                elif step == "answer":
                    handles.append((browser.handle, browser.step))
                    self.assertEqual(browser.answer(code).status, 200)
                else:
                    self.assertEqual(browser.set_password(password).status, 200)
            died = None
        except Exception as error:
            if isinstance(error, AssertionError):
                raise
        dying.kill()
        node = rekey.add_node()
        try:
            if died in ("answer", "password"):
                after = rekey.browser_at(node.port)
                after.handle, after.step = handles[0]
                outcomes = [after.answer(code).status for _ in range(2)]
                self.assertLessEqual(outcomes.count(200), 1, "a code worked twice")
                if died == "password":
                    self.assertEqual(outcomes.count(200), 0, "a used code worked again after the crash")
        finally:
            node.stop()
            rekey.nodes.remove(node)
        return died is None

    def syncs_at_start(self, rekey) -> int:
        """How often a server syncs before it serves: counted once, by running one."""
        if not hasattr(self, "_syncs"):
            trace = rekey.folder / "syncs.txt"
            config = rekey.write_config("counting.toml", port := free_port(), free_port())
            counting = Process(["strace", "-f", "-qq", "-o", trace, "-e", "trace=fdatasync,fsync", BIN, "serve", "--config", config],
                               rekey.folder / "counting.log", env=rekey.environment)
            counting.wait_for_port(port)
            self._syncs = sum("sync(" in line for line in trace.read_text().splitlines())
            counting.kill()
        return self._syncs


class Mail(unittest.TestCase):
    def test_every_message_arrives_though_workers_die(self):
        """Item 51: leases. Three processes send; they are killed at random; each message arrives at least once, and no more often than leases
        were lost."""
        with Instance.start(store="postgres", nodes=3, workers=2, mail=()) as rekey:
            people = [rekey.add_person(f"person{number}@contoso.example") for number in range(12)]

            def ask(person):
                for _ in range(5):
                    for _ in range(200):
                        try:
                            browser = rekey.browser(random.randrange(3))
                            if browser.start(person.user).status == 201 and browser.choose().status == 200:
                                break
                        except Exception:
                            time.sleep(0.05)

            asking = threading.Thread(target=lambda: together(ask, people))
            asking.start()
            kills = 0
            while asking.is_alive() and kills < 4:
                time.sleep(0.4)
                rekey.restart(random.choice(rekey.nodes), signal.SIGKILL)
                kills += 1
            asking.join(120)
            # A lease of the dead is as good as over once its end is.
            rekey.database.change("UPDATE outbox SET due_at = ? WHERE state = 'leased'", int(time.time() * 1000) + 2000)
            wait_until(lambda: rekey.database.one("SELECT count(*) FROM outbox WHERE finished_at IS NULL") == 0, "the outbox is empty", 120)
            queued = rekey.database.one("SELECT count(*) FROM outbox WHERE state = 'sent'")
            arrived = len(rekey.mailbox.mails())
            self.assertGreaterEqual(arrived, queued)
            self.assertLessEqual(arrived, queued + kills * 2 * 20)
            self.assertEqual(rekey.database.one("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'suppressed')"), 0)
            self.assertEqual(rekey.database.one("SELECT count(*) FROM outbox WHERE body_sealed IS NOT NULL"), 0)

    def test_a_mail_server_that_hangs_holds_nobody_up(self):
        """Item 50: every command of the mail server takes five seconds; people do not notice."""
        with Instance.start(workers=1, mail=("--delay", "5")) as rekey:
            people = [rekey.add_person(f"person{number}@contoso.example") for number in range(8)]

            def ask(person):
                browser = rekey.browser()
                began = time.monotonic()
                assert browser.start(person.user).status == 201 and browser.choose().status == 200
                return time.monotonic() - began

            self.assertLess(max(together(ask, people)), 4.0)

    def test_without_a_mail_server_people_go_on_and_the_message_waits(self):
        with Instance.start(workers=1) as rekey:
            anna = rekey.add_person("anna@contoso.example")
            browser = rekey.browser()
            self.assertEqual([browser.start(anna.user).status, browser.choose().status], [201, 200])
            code = rekey.code_for(anna.mail)
            wait_until(lambda: rekey.database.rows("SELECT tries FROM outbox WHERE tries > 0"), "it is tried")
            self.assertEqual(browser.answer(code).status, 200)
            self.assertEqual(rekey.database.one("SELECT count(*) FROM outbox WHERE finished_at IS NULL"), 1)


class StoreLost(ResetCase):
    options = {"store": "postgres", "nodes": 2}

    def test_a_lost_store_is_503_and_comes_back_by_itself(self):
        anna = self.rekey.add_person("anna@contoso.example")
        browser = self.waiting(anna)
        code = self.rekey.code_for(anna.mail)
        self.rekey.postgres.stop()
        for answer in (browser.answer(code), browser.view(), self.rekey.browser(1).get("/api/v1/portal")):
            self.assertEqual(answer.status, 503)
            self.assertGreater(int(answer.header("Retry-After")), 0)
        self.assertTrue(all(node.runs() for node in self.rekey.nodes))
        self.rekey.postgres.start()
        self.rekey.database.forget()
        wait_until(lambda: browser.view().status == 200, "the server finds its store again", 20)
        self.expect(browser.answer(code), "set_password")
        self.expect(browser.set_password(GOOD), "completed")

    def test_readiness_tells_and_health_does_not(self):
        import http.client
        def ask(path):
            connection = http.client.HTTPConnection("127.0.0.1", self.rekey.nodes[0].operator_port, timeout=15)
            connection.request("GET", path)
            return connection.getresponse().status
        self.assertEqual([ask("/healthz"), ask("/readyz")], [200, 200])
        self.rekey.postgres.stop()
        try:
            self.assertEqual([ask("/healthz"), ask("/readyz")], [200, 503])
        finally:
            self.rekey.postgres.start()
            self.rekey.database.forget()
        wait_until(lambda: ask("/readyz") == 200, "ready again", 20)


class Ends(ResetCase):
    def test_a_terminated_server_finishes_what_it_began(self):
        """SIGTERM: running requests get their answers, new ones are turned away, exit code 0."""
        anna = self.rekey.add_person("anna@contoso.example")
        browsers = [self.proven(anna) for _ in range(1)]
        node = self.rekey.nodes[0]
        done = []
        threads = [threading.Thread(target=lambda browser=browser: done.append(browser.set_password(GOOD).status)) for browser in browsers]
        for thread in threads:
            thread.start()
        time.sleep(0.01)
        self.assertEqual(node.stop(), 0)
        for thread in threads:
            thread.join(30)
        self.assertTrue(done == [200] or not self.rekey.fits(anna, GOOD), done)
