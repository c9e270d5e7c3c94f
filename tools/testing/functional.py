"""Runs a folder of Python test files, each in a process of its own, and counts their tests.

    functional.py FILE --report REPORT.json      runs one file (this is what the process does)
"""
import argparse
import importlib.util
import json
import sys
import unittest
from pathlib import Path

from outcome import Outcome
from shell import LOGS, ROOT, run


def run_folder(stage: str, folder: Path, deadline: float = 600) -> Outcome | None:
    """Every test_*.py below the folder; `deadline` in seconds is for one file."""
    files = sorted(folder.rglob("test_*.py"))
    if not files:
        return None
    outcome = Outcome()
    for file in files:
        name = file.relative_to(folder).with_suffix("").as_posix()
        report = LOGS / stage / f"{name.replace('/', '-')}.json"
        report.parent.mkdir(parents=True, exist_ok=True)
        report.unlink(missing_ok=True)
        ok = run(stage, sys.executable, "-u", __file__, file, "--report", report, deadline=deadline,
                 REKEY_BIN=ROOT / "build/release/rekey", PYTHONDONTWRITEBYTECODE=1)
        counted = read_report(report)
        outcome += counted
        if not counted.failed and (not ok or not counted.passed + counted.skipped):
            outcome.add(f"{name}: ended without a result (see build/logs/{stage}.log)", False)
    return outcome


def read_report(report: Path) -> Outcome:
    return Outcome(**json.loads(report.read_text())) if report.exists() else Outcome()


def run_file(file: Path, report: Path) -> bool:
    # Tests write `from harness import …`, wherever they are.
    sys.path[:0] = [str(file.parent), str(ROOT / "tests" / "functional")]
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    # Several subtests that fail are one failed test.
    bad = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
    bad |= {test.id() for test in result.unexpectedSuccesses}
    # A fixture that broke (setUpClass) took tests with it that never ran: it counts as a failed test of its own.
    passed = result.testsRun - len(result.skipped) - len([name for name in bad if not name.startswith("setUp")])
    report.write_text(json.dumps({"passed": max(passed, 0), "failed": len(bad), "skipped": len(result.skipped), "names": sorted(bad)}))
    return not bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--report", type=Path, required=True)
    options = parser.parse_args()
    sys.exit(0 if run_file(options.file.resolve(), options.report) else 1)
