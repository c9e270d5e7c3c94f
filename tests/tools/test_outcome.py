"""./test must count honestly: a program that crashed, leaked or ran nothing is never green."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools" / "testing"))
from outcome import read_ctest, read_playwright, read_vitest  # noqa: E402
from functional import run_file  # noqa: E402

GREEN = '<testsuites><testsuite><testcase name="A" classname="S" status="run" result="completed"/></testsuite></testsuites>'
RED = ('<testsuites><testsuite><testcase name="A" classname="S" status="run" result="completed"><failure/></testcase>'
       '<testcase name="B" classname="S" status="run" result="skipped"/></testsuite></testsuites>')


class Reports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def ctest(self, status: str, report: str | None):
        junit = self.folder / "junit.xml"
        junit.write_text(f'<testsuite><testcase name="unit_base" status="{status}"/></testsuite>')
        if report:
            (self.folder / "unit_base.xml").write_text(report)
        outcome = read_ctest(junit, self.folder)
        return outcome.passed, outcome.failed, outcome.skipped

    def test_a_green_program_counts_its_tests(self):
        self.assertEqual(self.ctest("run", GREEN), (1, 0, 0))

    def test_a_failed_test_counts_once(self):
        self.assertEqual(self.ctest("fail", RED), (0, 1, 1))

    def test_a_crash_without_a_report_is_a_failure(self):
        self.assertEqual(self.ctest("fail", None), (0, 1, 0))

    def test_a_leak_after_green_tests_is_a_failure(self):
        self.assertEqual(self.ctest("fail", GREEN), (1, 1, 0))

    def test_a_program_without_a_report_of_its_own_counts_as_one(self):
        self.assertEqual(self.ctest("run", None), (1, 0, 0))

    def test_a_web_file_that_does_not_load_is_a_failure(self):
        report = self.folder / "web.json"
        report.write_text(json.dumps({"testResults": [
            {"name": "a", "status": "passed", "assertionResults": [{"status": "passed", "fullName": "x"}]},
            {"name": "b", "status": "failed", "assertionResults": []}]}))
        outcome = read_vitest(report)
        self.assertEqual((outcome.passed, outcome.failed), (1, 1))

    def test_a_browser_test_that_passed_at_the_second_try_is_a_failure(self):
        report = self.folder / "e2e.json"
        specs = [{"title": title, "tests": [{"status": status}]} for title, status in (("a", "expected"), ("b", "flaky"), ("c", "skipped"))]
        report.write_text(json.dumps({"suites": [{"title": "f", "suites": [{"title": "s", "specs": specs}]}], "errors": [{"message": "boom"}]}))
        outcome = read_playwright(report)
        self.assertEqual((outcome.passed, outcome.failed, outcome.skipped), (1, 2, 1))

    def functional(self, body: str):
        file = self.folder / "test_sample.py"
        file.write_text(f"import unittest\nclass T(unittest.TestCase):\n{body}")
        stderr, sys.stderr = sys.stderr, open("/dev/null", "w")
        try:
            run_file(file, self.folder / "r.json")
        finally:
            sys.stderr.close()
            sys.stderr = stderr
        report = json.loads((self.folder / "r.json").read_text())
        return report["passed"], report["failed"], report["skipped"]

    def test_functional_tests_are_counted_one_by_one(self):
        body = ("  def test_a(self): pass\n  def test_b(self): self.fail()\n  @unittest.skip('x')\n  def test_c(self): pass\n"
                "  def test_d(self):\n    for i in range(2):\n      with self.subTest(i=i): self.fail()\n")
        self.assertEqual(self.functional(body), (1, 2, 1))

    def test_a_fixture_that_breaks_is_a_failure(self):
        self.assertEqual(self.functional("  @classmethod\n  def setUpClass(cls): raise RuntimeError\n  def test_a(self): pass\n"), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
