"""./test: runs the stages one after another and ends with the sum, `N passed, N failed`."""
import argparse
import signal
import sys
import time

import stages
from outcome import Outcome, failure
from shell import LOGS, complaints

# (name, what runs it, the stages it builds on, when: in every run, with --long, or only when named)
STAGES = [
    ("checks", stages.checks, (), "always"),
    ("build", stages.build, (), "always"),
    ("web", stages.web, (), "always"),
    ("unit", stages.unit, (), "named"),
    ("asan", stages.asan, (), "always"),
    ("functional", stages.functional_tests, ("build", "web"), "always"),
    ("e2e", stages.e2e, ("build", "web"), "always"),
    ("tsan", stages.tsan, (), "always"),
    ("long", stages.long_tests, ("build", "web"), "long"),
    ("fuzz", stages.fuzz, (), "long"),
]


def help_text() -> str:
    width = max(len(name) for name, *_ in STAGES)
    when = {"always": "", "long": " (with --long)", "named": " (only with --only)"}
    lines = [f"  {name:{width}}  {run.__doc__.splitlines()[0]}{when[time_]}" for name, run, _, time_ in STAGES]
    return "stages:\n" + "\n".join(lines) + "\n\nLogs are in build/logs. The last line is `N passed, N failed`; the exit code is 1 when one failed."


def chosen(options) -> list:
    if not options.only:
        return [stage for stage in STAGES if stage[3] == "always" or (options.long and stage[3] == "long")]
    wanted = set(options.only)
    for name, _, needs, _ in STAGES:
        if name in options.only:
            wanted |= set(needs)
    return [stage for stage in STAGES if stage[0] in wanted]


def run_stage(name: str, function) -> Outcome | None:
    (LOGS / f"{name}.log").unlink(missing_ok=True)
    print(f"{name:<11}", end=" ", flush=True)
    start = time.monotonic()
    try:
        outcome = function()
    except Exception as error:  # a report that cannot be read must fail the stage, not end the run
        outcome = failure(f"{name}: {type(error).__name__}: {error}")
    seconds = time.monotonic() - start
    if outcome is None:
        print("nothing there yet")
        return None
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    counts = f"{outcome.passed} passed, {outcome.failed} failed{skipped}" if outcome.passed + outcome.failed else "done"
    print(f"{counts:<36} {seconds:7.1f} s   {outcome.note}".rstrip())
    if outcome.failed:
        print(*(f"    failed: {test}" for test in outcome.names), sep="\n")
        print(*(f"    | {line}" for line in complaints(name)), sep="\n", flush=True)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test", description="Installs what is missing, builds, and runs every test there is.",
                                     epilog=help_text(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="also the long stages: statistics, long races, chaos, minutes of fuzzing")
    parser.add_argument("--only", action="append", metavar="STAGE", choices=[name for name, *_ in STAGES],
                        help="this stage and what it builds on; may be given several times")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    LOGS.mkdir(parents=True, exist_ok=True)

    start, total, broken = time.monotonic(), Outcome(), set()
    for name, function, needs, _ in chosen(options):
        missing = broken.intersection(needs)
        outcome = run_stage(name, (lambda: failure(f"{name}: not run, {', '.join(sorted(missing))} failed")) if missing else function)
        if outcome:
            total += outcome
            if outcome.failed and not outcome.passed:
                broken.add(name)
    print(f"all stages took {(time.monotonic() - start) / 60:.1f} min; logs are in build/logs")
    print(f"{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else ""))
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nstopped")
        sys.exit(130)
