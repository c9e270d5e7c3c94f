"""A mail server for very many messages (tests/support/smtp_counter.py), and which of them arrived there."""
import json
import subprocess
from collections import Counter
from pathlib import Path

from .process import close_input

COUNTER = Path(__file__).resolve().parents[2] / "support" / "smtp_counter.py"


class MailCounter:
    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "mails.txt"
        self.child = subprocess.Popen(["/usr/bin/python3", str(COUNTER), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.child.stdout.readline())["port"]

    def lines(self) -> list[list[str]]:
        """Message-ID, when (seconds since 1970), bytes."""
        return [line.split() for line in self.file.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def ids(self) -> Counter:
        """How often each message arrived, by the outbox row's id."""
        return Counter(name.split("@")[0] for name, _, _ in self.lines())

    def stop(self):
        close_input(self.child)
