"""Runs one program of a stage: output to the stage's log, a deadline, and nothing left behind."""
import os
import re
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOGS = ROOT / "build" / "logs"


def run(stage: str, *command, deadline: float = 1800, cwd: Path = ROOT, nice: bool = False, **environment) -> bool:
    """True when the command ended with 0. Its whole process group ends with it, also at the deadline (seconds)."""
    log = LOGS / f"{stage}.log"
    with log.open("a") as output:
        print("$", *command, file=output, flush=True)
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   env={**os.environ, **{key: str(value) for key, value in environment.items()}},
                                   start_new_session=True)
        try:
            return process.wait(deadline) == 0
        except subprocess.TimeoutExpired:
            print(f"\nstopped: not done after {deadline:.0f} s", file=output, flush=True)
            return False
        finally:
            end_group(process)


def end_group(process: subprocess.Popen) -> None:
    for way in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, way)
            process.wait(5)
        except (ProcessLookupError, PermissionError):
            return
        except subprocess.TimeoutExpired:
            continue


def tail(stage: str, lines: int) -> list[str]:
    log = LOGS / f"{stage}.log"
    return log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []


def complaints(stage: str, most: int = 60) -> list[str]:
    """What the failed Python tests said (unittest puts it between a double and a single line), or else the end of the log."""
    found, wanted = [], False
    for line in tail(stage, 100_000):
        if line.startswith("=" * 70):
            wanted = True
        elif re.match(r"Ran \d+ test", line):
            wanted = False
        elif wanted:
            found.append(line)
    return found[:most] or tail(stage, 30)
