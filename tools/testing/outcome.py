"""What a stage found, and how the reports of the test programs are counted."""
import json
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """Counts of one stage; `names` are the failed tests, `note` is a word for the line of the stage."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    names: list[str] = field(default_factory=list)
    note: str = ""

    def __iadd__(self, other: "Outcome") -> "Outcome":
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.names += other.names
        return self

    def add(self, name: str, ok: bool) -> None:
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            self.names.append(name)


def failure(name: str, note: str = "") -> Outcome:
    return Outcome(failed=1, names=[name], note=note)


def read_ctest(report: Path, reports: Path) -> Outcome:
    """Counts a ctest run: a GoogleTest program by its own report in `reports`, any other program as one test.

    A program that crashed left no report (or an old one, which is why the folder is emptied before) and counts as failed.
    """
    outcome = Outcome()
    for case in xml.parse(report).getroot().iter("testcase"):
        name, ok = case.get("name", "?"), case.get("status") == "run"
        detail = reports / f"{name}.xml"
        counted = read_googletest(detail) if detail.exists() else Outcome()
        outcome += counted
        # Its own report is all green but the program failed (a leak, a race, a crash at exit), or there is no report.
        if not counted.failed and (not ok or not counted.passed + counted.skipped):
            outcome.add(name, ok)
    return outcome


def read_googletest(report: Path) -> Outcome:
    outcome = Outcome()
    for case in xml.parse(report).getroot().iter("testcase"):
        if case.get("status") == "notrun" or case.get("result") == "skipped":
            outcome.skipped += 1
        else:
            outcome.add(f"{case.get('classname')}.{case.get('name')}", case.find("failure") is None)
    return outcome


def read_vitest(report: Path) -> Outcome:
    outcome = Outcome()
    for file in json.loads(report.read_text())["testResults"]:
        for case in file["assertionResults"]:
            if case["status"] in ("passed", "failed"):
                outcome.add(case["fullName"], case["status"] == "passed")
            else:
                outcome.skipped += 1
        if file["status"] == "failed" and not any(case["status"] == "failed" for case in file["assertionResults"]):
            outcome.add(file["name"], False)
    return outcome


def read_playwright(report: Path) -> Outcome:
    outcome = Outcome()
    content = json.loads(report.read_text())

    def walk(suite: dict, path: str) -> None:
        for spec in suite.get("specs", []):
            for run in spec["tests"]:
                if run["status"] == "skipped":
                    outcome.skipped += 1
                else:
                    # A test that passed only at the second try is not stable, and counts as failed.
                    outcome.add(f"{path}{spec['title']}", run["status"] == "expected")
        for child in suite.get("suites", []):
            walk(child, f"{path}{child['title']} > ")

    for suite in content["suites"]:
        walk(suite, f"{suite['title']}: ")
    for error in content.get("errors", []):
        outcome.add(error.get("message", "error").splitlines()[0], False)
    return outcome
