"""Mail servers that hang, workers that die, stores that go away and come back (items 50, 51)."""
import random
import signal
import threading
import time
import unittest

from harness import GOOD, Instance, ResetCase, together, wait_until


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
        def ask(path):
            return self.rekey.operator(path).status

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
