"""Starting, watching and ending processes; waiting for conditions, never for time."""
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

START = 15.0  # seconds a program may take to answer on a busy machine


_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no earlier call has given to somebody who is about to."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


def wait_until(condition, what: str, timeout: float = 10.0, every: float = 0.02):
    """The first true value of `condition()`; AssertionError with `what` when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(every)


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def close_input(child: subprocess.Popen) -> None:
    """Ends a child that goes when its standard input is closed, and that does not outlive its test if it does not."""
    child.stdin.close()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    child.stdout.close()


class Process:
    """A child whose output goes to a file. Ended by its own id, at the latest with the test."""

    def __init__(self, command, log: Path, **options):
        self.log = log
        with log.open("ab") as output:
            self.child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)

    @property
    def pid(self) -> int:
        return self.child.pid

    def runs(self) -> bool:
        return self.child.poll() is None

    def wait_for_port(self, port: int):
        def ready():
            if not self.runs():
                raise AssertionError(f"{self.child.args[0]} ended with {self.child.returncode}:\n{self.log.read_text(errors='replace')[-3000:]}")
            return accepts(port)
        wait_until(ready, f"port {port} accepts connections", START)

    def stop(self, how: int = signal.SIGTERM, timeout: float = 30.0) -> int:
        """The exit code. What does not end in time is killed, and that is an error."""
        if self.runs():
            self.child.send_signal(how)
        try:
            return self.child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.child.args[0]} did not end within {timeout} s after signal {how}") from None

    def kill(self):
        if self.runs():
            os.kill(self.pid, signal.SIGKILL)
            self.child.wait()
