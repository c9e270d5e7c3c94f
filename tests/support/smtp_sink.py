#!/usr/bin/python3
"""A real SMTP server on loopback for the tests (Debian's python3-aiosmtpd): STARTTLS and AUTH required, certificates of a throw-away CA.

    smtp_sink.py FOLDER [--tls starttls|tls|none] [--no-auth] [--delay SECONDS] [--user NAME] [--password WORD] [--port N] [--xoauth2]

Prints one JSON line when it listens: {"port", "ca_file", "user", "password"}. Ends when standard input is closed, so it never outlives
its test. FOLDER/mail/NNNN.eml is one accepted message each, FOLDER/events.jsonl one line an event:
{"event": "connected" | "authenticated" | "refused" | "deferred" | "dropped" | "message", "peer", …}; a message also has "from" and "to" of
the envelope, "file", and as Python's own parser reads it: "headers" (name and decoded value), "text" and "html".

The local part of a recipient steers: refuse… answers 550, defer… 451, slow… waits 3 s before it accepts the message, drop… closes the
connection in the middle of DATA, greylist… defers the first try of that address and takes the second. --delay makes every command slow.
With --xoauth2 it is the only mechanism; the token that is taken stands in FOLDER/token.
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import ssl
import subprocess
import sys
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

SLOW = 3.0


def openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, **options)


def make_certificates(folder: Path) -> ssl.SSLContext:
    """ca.pem, and server.pem for localhost and the loopback addresses; other-ca.pem signed nothing."""
    for name in ("ca", "other-ca"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN=Throw-away {name}",
                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder / "server.key", "-out", folder / "server.csr")
    names = folder / "names.ext"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n")
    openssl("x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", folder / "server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


def parsed(content: bytes) -> dict:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    bodies = {kind: mail.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (body.get_content().replace("\r\n", "\n") if body else "" for body in bodies.values())
    return {"headers": [[name, str(value)] for name, value in mail.items()], "text": text, "html": html,
            "parts": [part.get_content_type() for part in mail.walk()]}


class Sink:
    """Keeps what arrives. All of it runs on one event loop, so nothing needs a lock."""

    def __init__(self, folder: Path, delay: float):
        self.folder, self.delay = folder, delay
        self.mail = folder / "mail"
        self.mail.mkdir(parents=True, exist_ok=True)
        self.count = 0
        self.seen: set[str] = set()

    def record(self, event: str, session, **facts):
        with (self.folder / "events.jsonl").open("a") as events:
            events.write(json.dumps({"event": event, "peer": list(session.peer)[:2], **facts}) + "\n")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        await asyncio.sleep(self.delay)
        session.host_name = hostname
        self.record("connected", session, helo=hostname, tls=session.ssl is not None)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        await asyncio.sleep(self.delay)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(self.delay)
        if address.startswith("refuse"):
            self.record("refused", session, to=[address])
            return f"550 5.1.1 <{address}>: no such mailbox here"
        if address.startswith("defer") or (address.startswith("greylist") and address not in self.seen):
            self.seen.add(address)
            self.record("deferred", session, to=[address])
            return f"451 4.7.1 <{address}>: try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        if any(address.startswith("slow") for address in envelope.rcpt_tos):
            await asyncio.sleep(SLOW)
        self.count += 1
        file = self.mail / f"{self.count:04}.eml"
        part = file.with_suffix(".part")
        part.write_bytes(envelope.original_content)
        part.rename(file)  # who sees the file sees all of it
        self.record("message", session, file=file.name, to=envelope.rcpt_tos, options=envelope.mail_options, **{"from": envelope.mail_from}, **parsed(envelope.original_content))
        return "250 2.0.0 kept"


class SteeredSMTP(SMTP):
    """Closes the connection once a message to drop… has begun, as a server does that crashes."""

    async def smtp_DATA(self, arg):
        if any(address.startswith("drop") for address in self.envelope.rcpt_tos):
            await self.push("354 go on")
            await self._reader.readline()
            self.event_handler.record("dropped", self.session, to=self.envelope.rcpt_tos)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class TokenSMTP(SteeredSMTP):
    """XOAUTH2 as Google and Microsoft publish it: user=…^Aauth=Bearer …^A^A; a token that is not taken is answered 334 with JSON, then 535."""

    async def auth_XOAUTH2(self, _, args):
        answer = args[1].encode() if len(args) == 2 else await self.challenge_auth("")
        if isinstance(answer, str) or answer is None:
            return AuthResult(success=False, handled=True)
        blob = base64.b64decode(answer) if len(args) == 2 else answer
        token = (self.event_handler.folder / "token").read_text()
        right = blob == f"user={self.expected_user}\x01auth=Bearer {token}\x01\x01".encode()
        self.event_handler.record("authenticated" if right else "refused", self.session, mechanism="XOAUTH2")
        if right:
            return AuthResult(success=True, handled=False)
        await self.push("334 " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode())
        await self._reader.readline()
        return AuthResult(success=False, handled=False)


def make_server(options, sink: Sink, context: ssl.SSLContext, loop):
    def authenticate(server, session, envelope, mechanism, data):
        right = data.login == options.user.encode() and data.password == options.password.encode()
        sink.record("authenticated" if right else "refused", session, mechanism=mechanism)
        return AuthResult(success=right, handled=False)  # not handled: the server says 535 itself

    starttls = options.tls == "starttls"
    server = TokenSMTP if options.xoauth2 else SteeredSMTP
    TokenSMTP.expected_user = options.user
    return server(sink, hostname="localhost", loop=loop, tls_context=context if starttls else None, require_starttls=starttls,
                        auth_required=options.auth, auth_require_tls=starttls, authenticator=authenticate, enable_SMTPUTF8=True,
                        timeout=60, data_size_limit=1 << 20,
                  auth_exclude_mechanism=("LOGIN", "PLAIN") if options.xoauth2 else ())


async def serve(options):
    options.folder.mkdir(parents=True, exist_ok=True)
    context = make_certificates(options.folder)
    sink = Sink(options.folder, options.delay)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: make_server(options, sink, context, loop), "127.0.0.1", options.port,
                                        ssl=context if options.tls == "tls" else None)
    closed = asyncio.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(closed.set)), daemon=True).start()
    print(json.dumps({"port": listener.sockets[0].getsockname()[1], "ca_file": str(options.folder / "ca.pem"), "user": options.user,
                      "password": options.password}), flush=True)
    await closed.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tls", choices=("starttls", "tls", "none"), default="starttls")
    parser.add_argument("--no-auth", dest="auth", action="store_false")
    parser.add_argument("--xoauth2", action="store_true")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--user", default="rekey")
    parser.add_argument("--password", default="correct horse")
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
