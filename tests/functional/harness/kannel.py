"""A real SMS gateway: Debian's Kannel between HTTP and an SMS centre (tests/support/smpp_sink.py), and what arrived there."""
import json
import subprocess
import tempfile
from pathlib import Path
from urllib.request import urlopen

from .process import Process, close_input, free_port, wait_until

SINK = Path(__file__).resolve().parents[2] / "support" / "smpp_sink.py"
USER, PASSWORD = "rekey", "kannel & secret+%"


class Kannel:
    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="rekey-kannel-")
        self.folder = Path(self._folder.name)
        self.parts: list[Process] = []
        self.sink = subprocess.Popen(["/usr/bin/python3", str(SINK), str(self.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.centre = json.loads(self.sink.stdout.readline())
        self.admin_port, self.box_port, self.port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"
        (self.folder / "secret").write_text(PASSWORD + "\n")
        self.config = self.folder / "kannel.conf"
        self.config.write_text(self._config())
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def _config(self) -> str:
        return f"""
group = core
admin-port = {self.admin_port}
admin-interface = 127.0.0.1
admin-password = adm
smsbox-port = {self.box_port}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = OPERATOR
host = 127.0.0.1
port = {self.centre["port"]}
transceiver-mode = true
smsc-username = {self.centre["system_id"]}
smsc-password = {self.centre["password"]}
system-type = ""
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {self.box_port}
sendsms-port = {self.port}
sendsms-interface = 127.0.0.1
mo-recode = true

group = sendsms-user
username = {USER}
password = "{PASSWORD}"
max-messages = 5
concatenation = true

group = sms-service
keyword = default
text = ""
omit-empty = true
max-messages = 0
"""

    def start(self):
        bearerbox = Process(["/usr/sbin/bearerbox", "-v", "1", self.config], self.folder / "bearerbox.log", cwd=self.folder)
        self.parts.append(bearerbox)
        bearerbox.wait_for_port(self.box_port)
        smsbox = Process(["/usr/sbin/smsbox", "-v", "1", self.config], self.folder / "smsbox.log", cwd=self.folder)
        self.parts.append(smsbox)
        smsbox.wait_for_port(self.port)
        # Before that a message is only queued, for a minute.
        wait_until(lambda: "(online" in self.status(), "the centre has let the gateway in", 15)

    def status(self) -> str:
        with urlopen(f"http://127.0.0.1:{self.admin_port}/status.txt?password=adm", timeout=5) as answer:
            return answer.read().decode()

    def go_down(self):
        """The gateway, not the centre."""
        while self.parts:
            self.parts.pop().kill()

    def provider(self, name: str = "kannel", **more) -> str:
        """Its section of the configuration."""
        keys = {"name": name, "preset": "kannel", "url": self.url, "user": USER, "secret_file": str(self.folder / "secret"), "sender": "Contoso",
                "timeout_seconds": 5, **more}
        return "[[sms.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())

    def messages(self, to: str) -> list[dict]:
        """Kannel hands numbers over without the plus."""
        file = self.folder / "messages.jsonl"
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        return [message for message in map(json.loads, (line for line in lines if line.endswith("\n"))) if message["to"] == to.lstrip("+")]

    def wait_for(self, to: str, count: int = 1) -> dict:
        """The `count`-th message to that number."""
        return wait_until(lambda: self.messages(to)[count - 1:], f"text message {count} to {to} arrives", 20)[0]

    def stop(self):
        self.go_down()
        close_input(self.sink)
        self._folder.cleanup()
