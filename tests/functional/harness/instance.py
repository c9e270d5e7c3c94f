"""One installation: keys, store, configuration, server processes, mail server; thrown away at the end."""
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from argon2.low_level import Type, hash_secret_raw
from support.rekey_keys import KeyRing

from .browser import Answer, Browser, Http
from .database import Database
from .mailbox import Mailbox
from .postgres import Postgres
from .process import Process, free_port, wait_until

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(os.environ.get("REKEY_BIN", ROOT / "build/release/rekey")).resolve()
ORIGIN, OTHER_ORIGIN = "https://reset.contoso.example", "https://reset.fabrikam.example"
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
TENANT, OTHER_TENANT = "contoso.example", "fabrikam.example"


@dataclass(frozen=True)
class Person:
    user: str
    mail: str
    id: bytes


class Node(Process):
    """One `rekey serve`."""

    def __init__(self, instance: "Instance", number: int, skew: int = 0, **environment: str):
        """`skew`: seconds its clock is ahead of everybody else's. A development server sends text messages and calls to /dev/outbox."""
        self.port, self.operator_port = free_port(), free_port()
        self.config = instance.write_config(f"node{number}.toml", self.port, self.operator_port)
        clock = {"LD_PRELOAD": FAKETIME, "FAKETIME": f"{skew:+}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if skew else {}
        super().__init__([BIN, "serve", "--config", self.config, *(["--dev"] if instance.dev else [])], instance.folder / f"node{number}.log", env={**instance.environment, **clock, **environment},
                         cwd=instance.folder)
        self.wait_for_port(self.port)


class Instance:
    def __init__(self, folder: Path, store: str, workers: int, mail: dict, config: str, dev: bool = False, receipts: bool = False):
        self.receipts = receipts
        self.folder, self.workers, self.mail, self.extra, self.dev = folder, workers, mail, config, dev
        self.environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "REKEY_MAIL_PASSWORD": mail["password"]}
        self.postgres = Postgres(folder / "postgres") if store == "postgres" else None
        self.keys_file, self.database_file = folder / "rekey.keys", folder / "rekey.db"
        self.nodes: list[Node] = []
        self.mailbox: Mailbox | None = None
        self._clients = itertools.count()
        self.database = Database.postgres(self.postgres) if self.postgres else Database.sqlite(self.database_file)

    @classmethod
    def start(cls, store: str = "sqlite", nodes: int = 1, workers: int = 0, mail: tuple[str, ...] | None = None, config: str = "", serve: bool = True,
              dev: bool = False, mail_port: int = 0, receipts: bool = False):
        """`workers` 0: messages stay in the outbox, where `code_for` reads them. `mail` are options of the SMTP server; None: there is none
        listening, unless one without TLS and AUTH does at `mail_port`. `config` is added to the configuration's [server] section. `dev`: development servers, which offer SMS and voice. `receipts`: gateways may call it where it listens."""
        folder = Path(tempfile.mkdtemp(prefix="rekey-test-"))
        folder.chmod(0o711)  # PostgreSQL's user passes through
        instance = mailbox = None
        try:
            mailbox = Mailbox(folder / "sink", *mail) if mail is not None else None
            facts = {"port": mailbox.port, "user": mailbox.user, "password": mailbox.password, "ca_file": mailbox.ca_file, "tls": "starttls"} if mailbox \
                else {"port": mail_port or free_port(), "user": "rekey", "password": "unused", "ca_file": "", "tls": "none"}
            instance = cls(folder, store, workers, facts, config, dev, receipts)
            instance.mailbox = mailbox
            instance.prepare()
            for _ in range(nodes if serve else 0):
                instance.add_node()
            return instance
        except BaseException:
            if instance:
                instance.stop()
            elif mailbox:
                mailbox.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # --- making it -----------------------------------------------------------------------------------------------------
    def write_config(self, name: str, port: int, operator_port: int) -> Path:
        store = self.postgres.url if self.postgres else f"sqlite:{self.database_file}"
        ca = f'ca_file = "{self.mail["ca_file"]}"' if self.mail["ca_file"] else ""
        web = ROOT / "web/dist"
        here = f"http://127.0.0.1:{port}"
        urls = f'base_urls = ["{ORIGIN}", "{here}"]\nreceipts_url = "{here}"' if self.receipts else f'base_urls = ["{ORIGIN}"]'
        file = self.folder / name
        file.write_text(f"""
[server]
listen = "127.0.0.1:{port}"
operator_listen = "127.0.0.1:{operator_port}"
trusted_proxies = ["127.0.0.0/8"]
web_directory = "{web}"
max_connections_per_client = 100000
{self.extra}
[store]
url = "{store}"
[keys]
file = "{self.keys_file}"
[password_hash]
memory_kib = 7168
passes = 5
[[tenant]]
name = "{TENANT}"
{urls}
[[tenant]]
name = "{OTHER_TENANT}"
base_urls = ["{OTHER_ORIGIN}"]
[mail]
from = "no-reply@contoso.example"
from_name = "Contoso"
[[mail.provider]]
name = "relay"
host = "127.0.0.1"
port = {self.mail["port"]}
tls = "{self.mail["tls"]}"
user = "{self.mail["user"]}"
password_env = "REKEY_MAIL_PASSWORD"
{ca}
timeout_seconds = 10
[log]
level = "debug"
[worker]
threads = {self.workers}
""")
        return file

    def prepare(self):
        self.config = self.write_config("rekey.toml", free_port(), free_port())
        self.cli("init", self.folder, "--add-tenant", TENANT, "--base-url", ORIGIN)  # keeps the configuration, makes all the rest
        self.keys = KeyRing.load(self.keys_file)
        self.tenants = {row["name"]: row["id"] for row in self.database.rows("SELECT name, id FROM tenant")}
        self.tenant = self.tenants[TENANT]

    def cli(self, *arguments, tenant: str | None = None, check: bool = True, more: dict[str, str] | None = None, **options) -> subprocess.CompletedProcess:
        """`more` is for its environment."""
        whose = ["--tenant", tenant] if tenant else []
        done = subprocess.run([BIN, "--config", self.config, *whose, *map(str, arguments)], env=self.environment | (more or {}), cwd=self.folder, text=True,
                              capture_output=True, timeout=60, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"rekey {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def add_node(self, skew: int = 0, **environment: str) -> Node:
        self.nodes.append(Node(self, len(self.nodes), skew, **environment))
        return self.nodes[-1]

    def restart(self, node: Node, how: int = 15) -> Node:
        """Ends the process and starts another in its place."""
        node.stop(how)
        at = self.nodes.index(node)
        self.nodes[at] = Node(self, at)
        return self.nodes[at]

    def stop(self):
        for node in self.nodes:
            node.kill()
        if self.postgres:
            self.postgres.stop()
        if self.mailbox:
            self.mailbox.stop()
        if not os.environ.get("REKEY_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- people --------------------------------------------------------------------------------------------------------
    def add_person(self, user: str, mail: str | None = "", tenant: str = TENANT, password: str = "an old brown kettle", **more) -> Person:
        """A person with one private mailbox (`mail` None: without)."""
        mail = f"{user.split('@')[0]}@private.example" if mail == "" else mail
        options = [part for name, value in {"email": mail, **more}.items() if value for part in (f"--{name.replace('_', '-')}", value)]
        self.cli("user", "add", user, "--password", *options, tenant=tenant, input=password + "\n")
        return Person(user, mail or "", self.identity_of(user, tenant))

    def add_totp(self, person: Person) -> str:
        """The key of a new authenticator app, in base32."""
        uri = json.loads(self.cli("--json", "user", "methods", "totp", person.user, tenant=TENANT).stdout)["uri"]
        return parse_qs(urlsplit(uri).query)["secret"][0]

    def add_recovery_codes(self, person: Person) -> list[str]:
        return json.loads(self.cli("--json", "user", "methods", "recovery-codes", person.user, tenant=TENANT).stdout)["codes"]

    def identity_of(self, user: str, tenant: str = TENANT) -> bytes:
        """By the MAC of its identifier; `user` is folded already."""
        (row,) = [row for row in self.database.rows("SELECT mac, identity_id, folded_sealed FROM identifier WHERE tenant_id = ?", self.tenants[tenant])
                  if self.keys.open(row["folded_sealed"], "identifier", "folded", self.tenants[tenant], row["mac"]).decode() == user]
        return row["identity_id"]

    def set(self, **settings):
        """The tenant's policy, as an operator sets it."""
        text = {key: str(value).lower() if isinstance(value, bool) else ",".join(value) if isinstance(value, list) else value
                for key, value in settings.items()}
        self.cli("settings", "set", *(f"{key}={value}" for key, value in text.items()), tenant=TENANT)

    def browser(self, node: int = 0, origin: str = ORIGIN, client: str | None = None) -> Browser:
        """A browser at an address of its own, unless one is given."""
        return self.browser_at(self.nodes[node].port, origin, client)

    def browser_at(self, port: int, origin: str = ORIGIN, client: str | None = None) -> Browser:
        number = next(self._clients)
        client = client or f"100.{64 + number // 62500 % 64}.{number // 250 % 250}.{number % 250 + 1}"
        return Browser(port, origin, self.solve, client)

    def solve(self, challenge: str, origin: str = ORIGIN) -> str:
        return self.keys.captcha(challenge, self.tenants[OTHER_TENANT if origin == OTHER_ORIGIN else TENANT]).answer

    def operator(self, path: str, node: int = 0) -> Answer:
        """What the operator's address answers."""
        asking = Http(self.nodes[node].operator_port, f"http://127.0.0.1:{self.nodes[node].operator_port}")
        return asking.get(path)

    # --- the store -----------------------------------------------------------------------------------------------------
    def messages(self, to: str | None = None, kind: str | None = None) -> list[dict]:
        """Messages that wait in the outbox, oldest first, opened; `parameters` is what the text is made of."""
        found = []
        for row in self.database.rows("SELECT * FROM outbox WHERE tenant_id = ? AND finished_at IS NULL ORDER BY created_at, id", self.tenant):
            opened = {**row, "destination": self.keys.open(row["destination_sealed"], "outbox", "destination", self.tenant, row["id"]).decode(),
                      "parameters": read_map(self.keys.open(row["body_sealed"], "outbox", "body", self.tenant, row["id"]).decode())}
            if to in (None, opened["destination"]) and kind in (None, opened["kind"]):
                found.append(opened)
        return found

    def code_for(self, mail: str) -> str:
        """The newest code to that address, from the outbox."""
        found = wait_until(lambda: [each for each in self.messages(mail) if each["kind"] in ("reset_code", "unlock_code")],
                           f"a code for {mail} is queued")
        return found[-1]["parameters"]["code"]

    def mailed_code(self, mail: str, count: int = 1) -> str:
        """The code of the `count`-th mail to that address, as a person reads it."""
        return code_in(self.mailbox.wait_for(mail, count)["text"])

    def fits(self, person: Person, password: str) -> bool:
        """Is this the person's password today? Judged by another Argon2id than the server's."""
        (row,) = self.database.rows("SELECT salt, verifiers, memory_kib, passes FROM password WHERE tenant_id = ? AND identity_id = ?",
                                    self.tenant, person.id)
        hashed = hash_secret_raw(password.encode(), row["salt"], row["passes"], row["memory_kib"], 1, 32, Type.ID)
        return row["verifiers"][:32] == self.keys.mac("password_verifier", row["salt"], hashed)

    def audit(self, kind: str | None = None, subject: bytes | None = None) -> list[dict]:
        rows = self.database.rows("SELECT kind, identity_id, attempt_id, details, network, actor FROM audit WHERE tenant_id = ? ORDER BY at, id", self.tenant)
        return [{**row, "details": read_map(row["details"])} for row in rows if kind in (None, row["kind"]) and subject in (None, row["identity_id"])]

    def age(self, milliseconds: int):
        """As if everything in the store had happened that much earlier."""
        for table, columns in AGING.items():
            for column in columns:
                self.database.change(f"UPDATE {table} SET {column} = {column} - ?", milliseconds)

    def logs(self) -> str:
        return "".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))


# Not the marks of captchas: each has the end that stands in the challenge itself, which a test cannot change.
AGING = {"challenge": ("created_at", "expires_at", "resend_at"), "password_grant": ("created_at", "expires_at"), "counter": ("ends_at",),
         "attempt": ("started_at", "expires_at"), "authenticator": ("created_at", "usable_from")}


def read_map(text: str) -> dict[str, str]:
    """Lines of key=value with backslash escapes, as the store writes them."""
    unescape = lambda part: re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\r"}.get(match[1], match[1]), part)  # noqa: E731
    pairs = (re.match(r"((?:[^\\=]|\\.)*)=?(.*)", line).groups() for line in text.split("\n") if line)
    return {unescape(key): unescape(value) for key, value in pairs}


def code_in(text: str) -> str:
    found = re.search(r"(?<!\d)(\d{4})[  -]?(\d{4})(?!\d)", text)
    assert found, f"no code in: {text}"
    return found[1] + found[2]
