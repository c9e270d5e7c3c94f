"""The races and the kills of tests/functional, for as long as it takes to meet what is rare (items 8, 9, 51)."""
import sys
import time
import unittest
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "functional"), str(Path(__file__).resolve().parents[1] / "functional/reset")]
import test_kills  # noqa: E402
import test_races  # noqa: E402
from harness import together  # noqa: E402

MINUTES = 8


class LongRaces(test_races.Races):
    """Item 9 asks for 200 rounds of 64."""

    def test_two_hundred_rounds_of_right_codes(self):
        anna = self.rekey.add_person("anna@contoso.example")
        for number in range(200):
            self.setUp()
            browser = self.waiting(anna)
            code = self.rekey.code_for(anna.mail)
            answers = together(lambda copy: copy.answer(code), self.copies(browser))
            steps = Counter(answer.code or answer.step["kind"] for answer in answers)
            self.assertEqual(steps["set_password"], 1, f"round {number}: {steps}")


for name in [name for name in dir(test_races.Races) if name.startswith("test_")]:
    setattr(LongRaces, name, None)  # the short ones have run elsewhere


class LongKills(test_kills.Kills):
    def test_kills_for_minutes(self):
        end = time.monotonic() + MINUTES * 60
        while time.monotonic() < end:
            for store, nodes in (("sqlite", 1), ("postgres", 3)):
                self.chaos(store, nodes, 20)

    test_at_random_on_sqlite = test_at_random_on_postgresql_with_two_nodes = None
    test_at_every_commit_point_of_a_reset_on_sqlite = test_at_every_commit_point_of_a_reset_on_postgresql = None


if __name__ == "__main__":
    unittest.main()
