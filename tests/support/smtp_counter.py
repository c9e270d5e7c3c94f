#!/usr/bin/python3
"""A mail server that only counts, as fast as one thread of Python can: for measurements and for many messages. Plain SMTP on loopback (RFC 5321), no
extensions; what a mail server does with mail is the business of smtp_sink.py.

    smtp_counter.py FOLDER

Prints one JSON line when it listens: {"port"}. Ends when standard input is closed. FOLDER/mails.txt has a line for each mail, written before it is
accepted: its Message-ID, when it was there (seconds since 1970), and its size in bytes.
"""
import asyncio
import json
import os
import sys
import time
from pathlib import Path


class Conversation(asyncio.Protocol):
    mails: int  # where they are written down

    def connection_made(self, transport):
        self.transport, self.waiting, self.in_mail = transport, b"", False
        transport.write(b"220 localhost ready\r\n")

    def data_received(self, data):
        self.waiting += data
        while self.waiting:
            end = b"\r\n.\r\n" if self.in_mail else b"\r\n"
            at = self.waiting.find(end)
            if at < 0:
                return
            unit, self.waiting = self.waiting[:at], self.waiting[at + len(end):]
            self.mail(unit) if self.in_mail else self.command(unit[:4].upper())

    def mail(self, content: bytes):
        self.in_mail = False
        at = content.find(b"Message-ID: <") + len(b"Message-ID: <")
        os.write(self.mails, b"%s %f %d\n" % (content[at:content.index(b">", at)], time.time(), len(content)))
        self.transport.write(b"250 kept\r\n")

    def command(self, word: bytes):
        if word == b"DATA":
            self.in_mail = True
            self.transport.write(b"354 go on\r\n")
        elif word == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 OK\r\n")


async def main(folder: Path):
    Conversation.mails = os.open(folder / "mails.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Conversation, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
