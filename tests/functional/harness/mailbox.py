"""A real SMTP server in a process of its own (tests/support/smtp_sink.py), and what arrived there."""
import json
import subprocess
from pathlib import Path

from .process import close_input, wait_until

SINK = Path(__file__).resolve().parents[2] / "support" / "smtp_sink.py"


def provider(name: str, port: int, **keys) -> str:
    """A [[mail.provider]], asked before the one that every installation has, "relay"."""
    keys = {"name": name, "host": "127.0.0.1", "port": port, "tls": "none"} | keys
    return "[[mail.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())


class Mailbox:
    def __init__(self, folder: Path, *options: str):
        self.folder = folder
        self.child = subprocess.Popen(["/usr/bin/python3", str(SINK), str(folder), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True)
        facts = json.loads(self.child.stdout.readline())
        self.port, self.user, self.password, self.ca_file = facts["port"], facts["user"], facts["password"], facts["ca_file"]

    def events(self, kind: str | None = None) -> list[dict]:
        file = self.folder / "events.jsonl"
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        whole = [line for line in lines if line.endswith("\n")]  # the last one may still be being written
        return [event for event in map(json.loads, whole) if kind in (None, event["event"])]

    def mails(self, to: str | None = None) -> list[dict]:
        return [event for event in self.events("message") if to is None or to in event["to"]]

    def wait_for(self, to: str, count: int = 1, timeout: float = 15) -> dict:
        """The `count`-th message to that address."""
        return wait_until(lambda: self.mails(to)[count - 1:], f"message {count} to {to} arrives", timeout)[0]

    def stop(self):
        close_input(self.child)
