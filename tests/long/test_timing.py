"""Can a stranger tell by time whether a person exists? (item 2)

Known and unknown user IDs, 2 000 of each a series, at three levels of load; twice more with the mail server delayed by five seconds.
They go in pairs, and chance (with a fixed seed) says which is first: whatever comes back after a fixed number of requests, here or in the
server, then falls on both alike.
A series finds nothing when the two-sided Mann-Whitney U test gives p ≥ 0.01 and the medians differ by less than 1 ms + 2 %.
Two of three series must find nothing, at each level, for the start
and for the choice of a method.
"""
import math
import random
import statistics
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))
from harness import ORIGIN, Instance, wait_until  # noqa: E402
from harness.office import OpenLdapOffice  # noqa: E402
from harness.signin import SignInBrowser  # noqa: E402

SAMPLES, SERIES, LEVELS, REFUSALS = 2000, 3, (0, 2, 4), 100


def mann_whitney(a: list[float], b: list[float]) -> float:
    """Two-sided p by the normal approximation with the tie correction; both samples are large."""
    ranked = sorted([(value, 0) for value in a] + [(value, 1) for value in b])
    rank_sum, ties, at = 0.0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        rank_sum += sum((at + end + 1) / 2 for _, side in ranked[at:end] if side == 0)
        ties += (end - at) ** 3 - (end - at)
        at = end
    n, m = len(a), len(b)
    u = rank_sum - n * (n + 1) / 2
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    return math.erfc(abs(u - n * m / 2) / math.sqrt(variance) / math.sqrt(2))


def finds_nothing(what: str, took: dict[str, list[float]]) -> bool:
    p = mann_whitney(took["known"], took["unknown"])
    known, unknown = (statistics.median(took[kind]) for kind in ("known", "unknown"))
    print(f"{what} known {known * 1000:.3f} ms unknown {unknown * 1000:.3f} ms p = {p:.4f}", flush=True)
    return p >= 0.01 and abs(known - unknown) < 0.001 + 0.02 * max(known, unknown)


class Statistic(unittest.TestCase):
    def test_it_finds_a_difference_and_finds_none_where_there_is_none(self):
        chance = random.Random(1)
        one, same = ([chance.gauss(5, 1) for _ in range(2000)] for _ in range(2))
        self.assertGreater(mann_whitney(one, same), 0.01)
        self.assertLess(mann_whitney(one, [value + 0.3 for value in same]), 1e-6)
        # By hand: U = 0, mean 12.5, deviation sqrt(25 · 11 / 12) = 4.787, so z = 2.611.
        self.assertAlmostEqual(mann_whitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 0.00902, places=5)
        self.assertAlmostEqual(mann_whitney([1, 1, 2], [1, 2, 1]), 1.0)


class TimingCase(unittest.TestCase):
    chance = random.Random(2)  # goes on from series to series: each has its own order

    def user(self, kind: str, number: int) -> str:
        raise NotImplementedError

    def choose(self, browser, number: int):
        raise NotImplementedError

    def series(self, rekey, samples: int) -> dict[str, dict[str, list[float]]]:
        took = {step: {"known": [], "unknown": []} for step in ("start", "choose")}
        browser = rekey.browser()
        for number in range(samples):
            if number % 200 == 0:
                rekey.database.change("DELETE FROM counter")  # budgets stay out of the way
            for kind in self.chance.sample(("known", "unknown"), 2):
                browser.headers["X-Forwarded-For"] = rekey.browser().headers["X-Forwarded-For"]
                captcha = browser.captcha()
                began = time.perf_counter()
                answer = browser.start(self.user(kind, number % 50), captcha)
                chosen = time.perf_counter()
                assert answer.status == 201, answer.body
                assert self.choose(browser, number % 50).status == 200
                took["start"][kind].append(chosen - began)
                took["choose"][kind].append(time.perf_counter() - chosen)
        return took

    def judge(self, rekey, load: int, samples: int):
        stop = threading.Event()

        def busy():
            browser = rekey.browser()
            while not stop.is_set():
                browser.get("/api/v1/portal")

        threads = [threading.Thread(target=busy) for _ in range(load)]
        for thread in threads:
            thread.start()
        try:
            clean = {"start": 0, "choose": 0}
            for _ in range(SERIES):
                for step, took in self.series(rekey, samples).items():
                    clean[step] += finds_nothing(f"load {load} {step:7}", took)
            self.assertGreaterEqual(min(clean.values()), 2, clean)
        finally:
            stop.set()
            for thread in threads:
                thread.join()


class Timing(TimingCase):
    def user(self, kind: str, number: int) -> str:
        return f"{kind}{number:02}@contoso.example"

    def choose(self, browser, number: int):
        return browser.choose()

    def prepared(self, **options):
        rekey = Instance.start(**options)
        self.addCleanup(rekey.stop)
        file = rekey.folder / "people.csv"
        rows = [f"known{number:02}@contoso.example,Person {number},person{number}@private.example,an old brown kettle" for number in range(50)]
        file.write_text("\n".join(["user_name,display_name,email,password", *rows]) + "\n")
        rekey.cli("user", "import", file, tenant="contoso.example")
        return rekey

    def test_known_and_unknown_take_the_same_time_at_three_loads(self):
        rekey = self.prepared()
        for load in LEVELS:
            with self.subTest(load=load):
                self.judge(rekey, load, SAMPLES)

    def test_a_mail_server_that_takes_five_seconds_changes_nothing(self):
        rekey = self.prepared(workers=1, mail=("--delay", "5"))
        self.judge(rekey, 0, SAMPLES // 4)
        wait_until(lambda: rekey.mailbox.events(), "the mail server was talked to", 30)

    def test_known_and_unknown_take_the_same_time_on_postgresql(self):
        self.judge(self.prepared(store="postgres"), 2, SAMPLES // 2)


class OfADirectory(TimingCase):
    """The known ones are mastered in a directory and have registered nothing: their number is the one it has. It is not asked before a proof."""

    def user(self, kind: str, number: int) -> str:
        return f"{'person' if kind == 'known' else 'nobody'}{number + 1}"

    def choose(self, browser, number: int):
        return browser.choose("sms", OpenLdapOffice.number(number + 1))

    def prepared(self):
        rekey = Instance.start(serve=False, dev=True)
        self.addCleanup(rekey.stop)
        office = OpenLdapOffice(rekey, 50)
        self.addCleanup(office.close)
        rekey.set(methods=["sms"], scope="all", gates=1)
        rekey.add_node()
        return rekey

    def test_people_of_a_directory_and_unknown_ones_take_the_same_time(self):
        self.judge(self.prepared(), 2, SAMPLES // 2)

    def test_their_wrong_passwords_are_refused_at_the_same_time(self):
        """At whole steps (docs/adr/0009), so that fewer samples tell as much."""
        rekey, clean = self.prepared(), 0
        for _ in range(SERIES):
            took = {"known": [], "unknown": []}
            for number in range(REFUSALS):
                for table in ("counter", "sign_in_lockout"):
                    rekey.database.change(f"DELETE FROM {table}")
                for kind in self.chance.sample(("known", "unknown"), 2):
                    browser = SignInBrowser(rekey.nodes[0].port, ORIGIN)
                    browser.session()  # the connection is there
                    began = time.perf_counter()
                    answer = browser.sign_in(self.user(kind, number % 50), f"not the one {number}")
                    took[kind].append(time.perf_counter() - began)
                    self.assertEqual(answer.code, "sign_in_refused", answer.body)
            clean += finds_nothing("refused", took)
        self.assertGreaterEqual(clean, 2)
