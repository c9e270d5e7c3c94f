"""The other cheap checks must find what they promise to find."""
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
import check_catalogues  # noqa: E402
import check_lengths  # noqa: E402
import check_links  # noqa: E402
import check_measures  # noqa: E402


class CheckMeasures(unittest.TestCase):
    def check(self, row: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(check_measures, "ROOT", Path(folder)):
            (Path(folder) / "a_test.cpp").write_text("TEST(Answer, IsRight) {}\nTEST_P(Store, KeepsIt) {}\nTYPED_TEST(Typed, Works) {}\n")
            (Path(folder) / "test_b.py").write_text("def test_race(self): pass\n")
            (Path(folder) / "c.test.ts").write_text("test('shows the step', () => {})\n")
            return check_measures.check_row(1, check_measures.cells(row))

    def test_accepts_tests_that_exist(self):
        for row in ("| 1 | m | Answer.IsRight | a_test.cpp |", "| 2 | m | Store.KeepsIt<br>Typed.Works | a_test.cpp |",
                    "| 3 | m | `test_race`<br>shows the step | `test_b.py`<br>c.test.ts |"):
            self.assertEqual(self.check(row), [])

    def test_refuses_a_test_that_does_not_exist(self):
        for row in ("| 1 | m | Answer.IsWrong | a_test.cpp |", "| 1 | m | test_rac | test_b.py |", "| 1 | m | Answer.IsRight | gone.cpp |"):
            self.assertEqual(len(self.check(row)), 1, row)

    def test_refuses_a_row_without_a_test(self):
        self.assertEqual(len(self.check("| 1 | m |  | a_test.cpp |")), 1)
        self.assertEqual(len(self.check("| 1 | m | a<br>b<br>c | a_test.cpp<br>test_b.py |")), 1)
        self.assertEqual(len(self.check("| 1 | m | Answer.IsRight |")), 1)


class CheckCatalogues(unittest.TestCase):
    def compare(self, english: dict, other: dict) -> list[str]:
        return list(check_catalogues.compare("nl", check_catalogues.flat(english), check_catalogues.flat(other)))

    def test_accepts_the_same_keys_and_placeholders(self):
        self.assertEqual(self.compare({"a": {"b": "{n, plural, one {# try} other {# tries}} for {who}"}},
                                      {"a": {"b": "{who}: {n, plural, one {# keer} other {# keer}}"}}), [])

    def test_reads_the_branches_of_a_plural_as_messages(self):
        text = "{n, plural, =2 {two for {who}} other {# of '{these}'}} at {when, time, short}"
        self.assertEqual(check_catalogues.placeholders(text), {"n", "who", "when"})
        self.assertEqual(self.compare({"a": "{n, select, a {one} other {{x}}}"}, {"a": "{n, select, a {een} other {{x}}}"}), [])

    def test_refuses_missing_extra_and_empty_texts(self):
        self.assertEqual(len(self.compare({"a": "x", "b": "y"}, {"b": " ", "c": "z"})), 3)

    def test_refuses_other_placeholders(self):
        self.assertEqual(len(self.compare({"a": "in {seconds} s"}, {"a": "over {secondes} s"})), 1)


class CheckLinks(unittest.TestCase):
    def test_finds_links_to_nowhere(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "a.md"
            page.write_text("[here](a.md#part) [gone](b.md) [out](https://example.org) `[code](c.md)`")
            self.assertEqual(check_links.dead_links(page), ["b.md"])


class CheckLengths(unittest.TestCase):
    def test_measures_functions(self):
        cpp = ["int f(int x) {", "    if (x) {", "    }", "    return 1;", "}", "class A {", "    int g() {", "        return 2;", "    }", "};"]
        self.assertEqual(list(check_lengths.braced_functions(cpp)), [(1, 3), (7, 1)])
        python = ["def f():", "    a = 1", "", "    return a", "", "def g():", "    pass"]
        self.assertEqual([length for _, length in check_lengths.indented_functions(python)], [4, 1])


if __name__ == "__main__":
    unittest.main()
