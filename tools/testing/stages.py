"""The stages of ./test. A stage returns an Outcome, or None when there is nothing for it to do yet."""
import platform
import shutil
from pathlib import Path

import functional
from outcome import Outcome, failure, read_ctest, read_playwright, read_vitest
from shell import LOGS, ROOT, run, tail

WEB = ROOT / "web"
PYTHON = "/usr/bin/python3"


def checks() -> Outcome:
    """What takes seconds: rooms, measures, text catalogues, links, format, shell scripts."""
    scripts = ["run", "test", ".ci/run", *sorted(str(path.relative_to(ROOT)) for folder in ("tools", "bench") for path in (ROOT / folder).rglob("*.sh"))]
    outcome = Outcome()
    outcome.add("rooms: every #include is allowed by src/ROOMS", run("checks", PYTHON, "tools/check_rooms.py"))
    outcome.add("measures: every named test exists", run("checks", PYTHON, "tools/check_measures.py"))
    outcome.add("catalogues: every language has every text", run("checks", PYTHON, "tools/check_catalogues.py"))
    outcome.add("links: every link of the documentation leads somewhere", run("checks", PYTHON, "tools/check_links.py"))
    outcome.add("format: clang-format agrees (tools/format.sh mends it)", run("checks", "tools/format.sh", "--check"))
    outcome.add("shell: shellcheck finds nothing", run("checks", "shellcheck", *scripts))
    outcome.add("tools: the tests of the tools themselves", run("checks", PYTHON, "-m", "unittest", "discover", "-s", "tests/tools"))
    (LOGS / "lengths.log").unlink(missing_ok=True)
    run("lengths", PYTHON, "tools/check_lengths.py", "--all")
    long = len(tail("lengths", 10000)) - 1  # its first line is the command
    outcome.note = f"{long} long files and functions, see build/logs/lengths.log" if long > 0 else ""
    return outcome


def build() -> Outcome:
    """The program as it ships."""
    return _build("build", "release", "rekey") or Outcome(note="build/release/rekey")


def web() -> Outcome | None:
    """The portals: types, unit tests, and the files the server serves."""
    if not (WEB / "package.json").exists():
        return None
    if not run("web", "tools/web.sh", "build"):
        return failure("web: the portals do not build")
    report = LOGS / "web.json"
    report.unlink(missing_ok=True)
    run("web", "npx", "vitest", "run", "--reporter=json", f"--outputFile={report}", cwd=WEB)
    return read_vitest(report) if report.exists() else failure("web: vitest did not finish")


def unit() -> Outcome:
    """Unit tests and conformance suites without a sanitizer: the quick loop while developing (`--only unit`)."""
    return _ctest("unit", "dev")


def asan() -> Outcome:
    """Unit tests, conformance suites and the fuzz corpus under AddressSanitizer and UndefinedBehaviorSanitizer."""
    return _ctest("asan", "asan", ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1", UBSAN_OPTIONS="print_stacktrace=1")


def tsan() -> Outcome:
    """Unit tests and conformance suites under ThreadSanitizer, which needs a fixed address layout."""
    return _ctest("tsan", "tsan", before=("setarch", platform.machine(), "-R"), exclude="fuzz", TSAN_OPTIONS="second_deadlock_stack=1")


def functional_tests() -> Outcome | None:
    """The shipped program from outside: real SMTP, real PostgreSQL, kill -9."""
    return functional.run_folder("functional", ROOT / "tests" / "functional")


def e2e() -> Outcome | None:
    """The portals in Chromium."""
    if not (WEB / "e2e").exists():
        return None
    report = LOGS / "e2e.json"
    report.unlink(missing_ok=True)
    run("e2e", "npx", "playwright", "test", "--reporter=json", cwd=WEB, PLAYWRIGHT_JSON_OUTPUT_NAME=report,
        REKEY_BIN=ROOT / "build/release/rekey")
    return read_playwright(report) if report.exists() else failure("e2e: playwright did not finish")


def long_tests() -> Outcome | None:
    """Statistics, long races, chaos."""
    return functional.run_folder("long", ROOT / "tests" / "long", deadline=3600)


def fuzz() -> Outcome | None:
    """Every fuzz target for a minute."""
    if not (ROOT / "tests/fuzz/CMakeLists.txt").exists():
        return None
    if broken := _build("fuzz", "fuzz", "all_fuzz_targets"):
        return broken
    outcome = Outcome()
    for target in sorted(path for path in (ROOT / "build/fuzz/tests/fuzz").glob("fuzz_*") if path.is_file() and not path.suffix):
        corpus = ROOT / "tests/fuzz/corpus" / target.name.removeprefix("fuzz_")
        found = ROOT / "build/fuzz/found" / target.name
        found.mkdir(parents=True, exist_ok=True)
        outcome.add(target.name, run("fuzz", target, "-max_total_time=60", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                                     f"-artifact_prefix={found}/crash-", found, *([corpus] if corpus.exists() else []), deadline=180))
    return outcome


def _build(stage: str, preset: str, *targets: str) -> Outcome | None:
    """The failure, or None. Configures each time: new files are found, and without any it takes a second."""
    if not run(stage, "cmake", "--preset", preset):
        return failure(f"{stage}: cmake --preset {preset}")
    if not run(stage, "cmake", "--build", "--preset", preset, *(["--target", *targets] if targets else []), deadline=3600):
        return failure(f"{stage}: does not build")
    return None


def _ctest(stage: str, preset: str, before=(), exclude: str = "", **environment) -> Outcome:
    if broken := _build(stage, preset, "all_tests"):
        return broken
    reports, junit = LOGS / stage, LOGS / f"{stage}.xml"
    shutil.rmtree(reports, ignore_errors=True)
    junit.unlink(missing_ok=True)
    run(stage, *before, "ctest", "--test-dir", f"build/{preset}", "-j2", "--output-on-failure", "--no-tests=error", "--output-junit", junit,
        *(["-LE", exclude] if exclude else []), GTEST_OUTPUT=f"xml:{reports}/", **environment)
    return read_ctest(junit, reports) if junit.exists() else failure(f"{stage}: ctest did not finish")
