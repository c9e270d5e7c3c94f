"""A network of its own with phones and trunks in it: real baresip, real sipp, and `rekey voice`, which is reached by its Unix socket."""
import json
import signal
import subprocess
import tempfile
import textwrap
import wave
from pathlib import Path

from .hearing import RATE, read, spectrogram
from .instance import BIN
from .process import Process, close_input, wait_until

CALLER = "+31201234567"
ELSEWHERE = "192.0.2.2"  # an address of the network beside 127.0.0.1; from others of 127.0.0.0/8 sound would come as from 127.0.0.1
BARESIP = """
sip_listen		{address}:5060
net_interface		{address}
call_max_calls		8
audio_source		aufile,{folder}/quiet.wav
audio_player		aufile,{folder}/play.wav
audio_alert		aufile,{folder}/alert.wav
audio_buffer		20-160
rtp_ports		10000-10100
module_path		/usr/lib/baresip/modules
module			g711.so
module			aufile.so
module			sndfile.so
snd_path		{folder}/rec
module_tmp		uuid.so
module_tmp		account.so
module_app		menu.so
module_app		ctrl_tcp.so
ctrl_tcp_listen		{address}:4444
"""

def _answer(status: str, *headers: str) -> str:
    lines = [f"SIP/2.0 {status}", "[last_Via:]", "[last_From:]", "[last_To:];tag=[pid]t[call_number]", "[last_Call-ID:]", "[last_CSeq:]",
             "Contact: <sip:[local_ip]:[local_port]>", *headers, "Content-Length: 0"]
    return "<send><![CDATA[\n" + "\n".join(lines) + "\n\n]]></send>\n"


def _scenario(steps: str) -> str:
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="trunk">\n<recv request="INVITE" crlf="true"/>\n{steps}</scenario>\n'


ACK = '<recv request="ACK"/>\n'
RINGS = _answer("180 Ringing")


def refuses(status: str, *headers: str) -> str:
    """A trunk that answers every call so."""
    return _scenario(_answer(status, *headers) + ACK)


NEVER_TAKEN = _scenario(RINGS + '<recv request="CANCEL"/>\n' + _answer("200 OK") +
                        _answer("487 Request Terminated").replace("[last_CSeq:]", "CSeq: 1 INVITE") + ACK)
ASKS = _answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="trunk", nonce="47364c23432d2e131a5fb210812c", algorithm=MD5') + ACK
TAKES_NO_PASSWORD = _scenario(ASKS + '<recv request="INVITE"/>\n' + ASKS)
ASKS_FOR_A_PASSWORD = _scenario(
    ASKS +
    '<recv request="INVITE"><action><verifyauth assign_to="right" username="contoso" password="open sesame"/></action></recv>\n'
    '<nop hide="true" test="right" next="good"/>\n' + _answer("403 Forbidden") + ACK + '<nop next="end"/>\n<label id="good"/>\n' +
    _answer("486 Busy Here") + ACK + '<label id="end"/>\n')


class Network:
    """Nothing but loopback, and nobody else on it."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="rekey-phone-")
        self.folder = Path(self._folder.name)
        self.parts: list[Process] = []
        self.holder = subprocess.Popen(["unshare", "-n", "sh", "-c", f"ip link set lo up && ip addr add {ELSEWHERE} dev lo && echo up && exec cat"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        if self.holder.stdout.readline().strip() != "up":
            raise AssertionError("a network of its own cannot be made: this test needs root")
        self.inside = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net", "--"]

    def start(self, name: str, *command, **options) -> Process:
        part = Process([*self.inside, *command], self.folder / f"{name}.log", cwd=self.folder, **options)
        self.parts.append(part)
        return part

    def python(self, code: str) -> str:
        return subprocess.run([*self.inside, "/usr/bin/python3", "-c", textwrap.dedent(code)], check=True, capture_output=True, text=True,
                              timeout=20).stdout

    def listens(self, port: int, address: str = "127.0.0.1", kind: str = "u") -> bool:
        return f"{address}:{port}" in subprocess.run([*self.inside, "ss", f"-ln{kind}H"], capture_output=True, text=True).stdout

    def sipp(self, name: str, scenario: str, port: int, transport: str = "u1") -> Process:
        (self.folder / f"{name}.xml").write_text(scenario)
        part = self.start(name, "sipp", "-sf", f"{name}.xml", "-i", "127.0.0.1", "-p", port, "-t", transport, "-nostdin", "-trace_msg", "-message_file",
                          f"{name}.messages")
        wait_until(lambda: self.listens(port, kind="t" if transport.startswith("t") else "u"), f"{name} listens")
        return part

    def messages(self, name: str) -> str:
        file = self.folder / f"{name}.messages"
        return file.read_text(errors="replace") if file.exists() else ""

    def stop(self):
        for part in reversed(self.parts):
            part.kill()
        close_input(self.holder)
        self._folder.cleanup()


class Phone:
    """baresip that answers by itself, records what it hears, and presses keys when told."""

    def __init__(self, network: Network, users: list[str], address: str = "127.0.0.1", transport: str = "udp", certificate: str = ""):
        self.network, self.users, self.address = network, users, address
        self.folder = network.folder / f"phone-{address}"
        (self.folder / "rec").mkdir(parents=True)
        with wave.open(str(self.folder / "quiet.wav"), "wb") as quiet:
            quiet.setparams((1, 2, 8000, 0, "NONE", ""))
            quiet.writeframes(bytes(2 * 8000 * 60))
        more = f"sip_certificate {certificate}\n" if certificate else ""
        (self.folder / "config").write_text(BARESIP.format(address=address, folder=self.folder) + more)
        (self.folder / "accounts").write_text("".join(
            f"<sip:{user}@{address}:5060;transport={transport}>;regint=0;answermode=auto;audio_codecs=pcmu,pcma\n" for user in users))
        (self.folder / "contacts").write_text("")
        self.process = network.start(f"phone-{address}", "baresip", "-4", "-v", "-f", self.folder)
        wait_until(lambda: network.listens(4444, address, "t"), "the phone is ready")

    def command(self, name: str, value: str = ""):
        message = json.dumps({"command": name, "params": value, "token": "x"})
        self.network.python(f"""
            import socket
            with socket.create_connection(("{self.address}", 4444), 5) as to:
                to.sendall({f"{len(message)}:{message},".encode()!r})
                to.recv(4096)
            """)

    def press(self, keys: str, user: str = ""):
        """`user`: who is being called, unless it is the first one."""
        self.command("uafind", f"sip:{user or self.users[0]}@{self.address}:5060")
        for key in keys:
            self.command("sndcode", key)

    def hang_up(self):
        self.command("hangup")

    def fall_silent(self):
        self.process.kill()

    def calls(self, what: str = "Call established") -> int:
        return self.process.log.read_text(errors="replace").count(what)

    def wait_for_call(self, count: int = 1):
        wait_until(lambda: self.calls() >= count, "the phone is called", 20)

    def heard(self, number: int):
        """The spectrogram of the call with this number, from 0, once it is over."""
        wait_until(lambda: self.calls("terminated (duration") > number, "the call is over", 60)
        return spectrogram(read(self._recordings()[number]))

    def listen(self, number: int, seconds: float):
        """Until that much of the call was heard."""
        wait_until(lambda: self._recordings()[number].stat().st_size >= 2 * RATE * seconds, f"{seconds} s are heard", 60)

    def _recordings(self) -> list[Path]:
        return sorted((self.folder / "rec").glob("*-dec.wav"))


class Voice:
    """`rekey voice` inside the network, with these trunks."""

    def __init__(self, network: Network, providers: str, calls_at_once: int = 4):
        self.network = network
        self.socket = network.folder / "voice.sock"
        self.config = f'[voice]\nsocket = "{self.socket}"\ncalls_at_once = {calls_at_once}\n{providers}'
        self.file = network.folder / "rekey.toml"
        self.file.write_text('[store]\nurl = "sqlite:none.db"\n[keys]\nfile = "none.keys"\n[[tenant]]\nname = "contoso.example"\n'
                             f'base_urls = ["https://reset.contoso.example"]\n[log]\nlevel = "debug"\n[server]\ndrain_seconds = 20\n{self.config}')
        self.start()

    def start(self):
        self.process = self.network.start("voice", BIN, "voice", "--config", self.file, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        wait_until(self.socket.exists, "rekey voice is ready")

    def logs(self) -> str:
        return self.process.log.read_text(errors="replace")

    def pid(self) -> int:
        """nsenter becomes the program it starts."""
        return self.process.pid

    def terminate(self) -> int:
        return self.process.stop(signal.SIGTERM, 60)


def trunk(name: str, port: int = 5060, host: str = "127.0.0.1", **more) -> str:
    keys = {"name": name, "host": host, "port": port, "caller": CALLER, "dial": "{to_digits}", **more}
    return "[[voice.provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())

